// The one unit that holds Boost.JSON itself.
#include <boost/json/src.hpp>
