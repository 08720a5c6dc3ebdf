#include "plate/vehicle.hpp"

namespace parkgate::plate {

VehicleKind vehicle_of(PlateKind kind) {
    switch (kind) {
    case PlateKind::new_energy_small: return VehicleKind::new_energy_car;
    case PlateKind::new_energy_large: return VehicleKind::new_energy_large;
    case PlateKind::police:
    case PlateKind::emergency:
    case PlateKind::armed_police:
    case PlateKind::military: return VehicleKind::emergency;
    case PlateKind::ordinary:
    case PlateKind::trailer:
    case PlateKind::learner:
    case PlateKind::test:
    case PlateKind::oversize:
    case PlateKind::embassy:
    case PlateKind::consulate:
    case PlateKind::hong_kong:
    case PlateKind::macau:
    case PlateKind::civil_aviation:
    case PlateKind::unlicensed:
    case PlateKind::foreign:
    case PlateKind::unclassified: break;
    }
    return VehicleKind::car;
}

} // namespace parkgate::plate
