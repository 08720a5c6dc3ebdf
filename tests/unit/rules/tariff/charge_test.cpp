// How lines, collections, borders and caps come together. The figures are worked out by hand.
#include "rules/explain.hpp"
#include "tests/unit/rules/tariff/tariffs.hpp"

#include <gtest/gtest.h>

namespace parkgate::test {
namespace {

const std::string one_table = "[[tariff.table]]\nid = \"t\"\n";

std::string line(const std::string& type, const std::string& rest) {
    return "[[tariff.table.line]]\ntype = \"" + type + "\"\n" + rest + "\n";
}
std::string collection(const std::string& head, const std::string& type, const std::string& rest) {
    return "[[tariff.table.collection]]\n" + head + "\n[[tariff.table.collection.line]]\ntype = \"" + type + "\"\n" +
           rest + "\n";
}

// 2026-11-23 is a Monday.
const std::string monday = "2026-11-23 ";
const std::string tuesday = "2026-11-24 ";

TEST(Charge, AVisitHasOnePrice) {
    const auto tariff = tariff_of(one_table + line("flatRate", "from_minutes = 0\nfen = 1000"));
    EXPECT_EQ(fee(tariff, monday + "10:00", monday + "10:00"), Fen{0}) << "no stay";
    EXPECT_EQ(fee(tariff, monday + "10:00", monday + "10:01"), Fen{1'000});
    EXPECT_EQ(lines(tariff, monday + "10:00", tuesday + "10:00"), "10:00 +1440 1000");
}

TEST(Charge, AFirstBlockHasItsOwnPrice) {
    const auto tariff = tariff_of(one_table + line("flatRate", "from_minutes = 0\nto_minutes = 60\nfen = 1000") +
                                  line("incrementingRate", "from_minutes = 60\nincrement_minutes = 30\nfen = 400"));
    EXPECT_EQ(lines(tariff, monday + "10:00", monday + "11:00"), "10:00 +60 1000");
    EXPECT_EQ(lines(tariff, monday + "10:00", monday + "12:10"), "10:00 +60 1000, 11:00 +30 3 x 400");
}

TEST(Charge, ATierMayBeWrittenAsTheTotal) {
    const std::string tiers = line("flatRateTier", "from_minutes = 0\nto_minutes = 60\ntotal_fen = 500") +
                              line("flatRateTier", "from_minutes = 60\nto_minutes = 120\ntotal_fen = 800") +
                              line("flatRateTier", "from_minutes = 120\ntotal_fen = 2000");
    const auto tariff = tariff_of(one_table + tiers);
    EXPECT_EQ(fee(tariff, monday + "10:00", monday + "11:00"), Fen{500});
    EXPECT_EQ(fee(tariff, monday + "10:00", monday + "11:01"), Fen{800});
    EXPECT_EQ(fee(tariff, monday + "10:00", monday + "23:00"), Fen{2'000});
}

TEST(Charge, AUnitIsPaidByItsStartedMinutes) {
    const auto tariff = tariff_of(one_table + line("perUnit", "from_minutes = 0\nincrement_minutes = 30\nfen = 120"));
    EXPECT_EQ(fee(tariff, monday + "10:00", monday + "10:01"), Fen{4});
    EXPECT_EQ(fee(tariff, monday + "10:00", monday + "10:30"), Fen{120});
    EXPECT_EQ(lines(tariff, monday + "10:00", monday + "10:42:30"), "10:00 +30 120, 10:30 +13 52");
    const auto odd = tariff_of(one_table + line("perUnit", "from_minutes = 0\nincrement_minutes = 60\nfen = 1000"));
    EXPECT_EQ(fee(odd, monday + "10:00", monday + "10:01"), Fen{16}) << "16.67 is rounded down";
}

TEST(Charge, FreeMinutesAreAThresholdOrDeducted) {
    const std::string hourly = line("incrementingRate", "from_minutes = 0\nincrement_minutes = 60\nfen = 1000");
    const auto threshold = tariff_of(one_table + "free_minutes = 30\nfree_minutes_are = \"threshold\"\n" + hourly);
    EXPECT_EQ(lines(threshold, monday + "10:00", monday + "10:30"), "10:00 +30 0 free_minutes");
    EXPECT_EQ(lines(threshold, monday + "10:00", monday + "10:31"), "10:00 +60 1000");
    const auto deducted = tariff_of(one_table + "free_minutes = 30\nfree_minutes_are = \"deducted\"\n" + hourly);
    EXPECT_EQ(lines(deducted, monday + "10:00", monday + "10:20"), "10:00 +20 0 free_minutes");
    EXPECT_EQ(lines(deducted, monday + "10:00", monday + "11:30"), "10:00 +30 0 free_minutes, 10:30 +60 1000");
    EXPECT_EQ(fee(deducted, monday + "10:00", monday + "11:31"), Fen{2'000});
}

TEST(Charge, FreeMinutesThatAreSpentAreNone) {
    rules::Visitor again;
    again.free_minutes_spent = true;
    const std::string hourly = line("incrementingRate", "from_minutes = 0\nincrement_minutes = 60\nfen = 1000");
    for (const std::string are : {"threshold", "deducted"}) {
        const auto tariff = tariff_of(one_table + "free_minutes = 30\nfree_minutes_are = \"" + are + "\"\n" + hourly);
        EXPECT_EQ(lines(tariff, monday + "10:00", monday + "10:30"), "10:00 +30 0 free_minutes");
        EXPECT_EQ(lines(tariff, monday + "10:00", monday + "10:30", again), "10:00 +60 1000") << are;
        EXPECT_EQ(lines(tariff, monday + "10:00", monday + "11:20", again), "10:00 +60 2 x 1000") << are;
    }
}

std::string day_and_night(const std::string& transition, const std::string& night = "flatRate",
                          const std::string& night_line = "from_minutes = 0\nfen = 800") {
    return one_table + "transition = \"" + transition + "\"\n" +
           collection("id = \"day\"\nfrom = \"08:00\"\nto = \"22:00\"", "incrementingRate",
                      "from_minutes = 0\nincrement_minutes = 60\nfen = 500") +
           collection("id = \"night\"\nfrom = \"22:00\"\nto = \"08:00\"", night, night_line);
}

TEST(Charge, AStartedIncrementFollowsThrough) {
    const auto tariff = tariff_of(day_and_night("follow_through"));
    EXPECT_EQ(lines(tariff, monday + "20:30", monday + "22:30"), "20:30 +60 2 x 500");
    EXPECT_EQ(lines(tariff, monday + "20:30", monday + "22:31"), "20:30 +60 2 x 500, 22:30 +570 800");
    EXPECT_EQ(lines(tariff, monday + "23:00", tuesday + "08:00"), "23:00 +540 800");
    EXPECT_EQ(lines(tariff, monday + "23:00", tuesday + "09:10"), "23:00 +540 800, 08:00 +60 2 x 500");
}

TEST(Charge, AStartedIncrementIsCutAtItsFullPrice) {
    const auto tariff = tariff_of(day_and_night("cut"));
    EXPECT_EQ(lines(tariff, monday + "20:30", monday + "22:00"), "20:30 +60 500, 21:30 +30 500");
    EXPECT_EQ(lines(tariff, monday + "20:30", monday + "22:01"), "20:30 +60 500, 21:30 +30 500, 22:00 +600 800");
}

TEST(Charge, AStartedIncrementIsCutInProportion) {
    const auto tariff = tariff_of(day_and_night("cut_in_proportion"));
    EXPECT_EQ(lines(tariff, monday + "20:30", monday + "22:01"), "20:30 +60 500, 21:30 +30 250, 22:00 +600 800");
    EXPECT_EQ(lines(tariff, monday + "21:53", monday + "22:01"), "21:53 +7 58, 22:00 +600 800") << "58.33 down";
}

TEST(Charge, AMinuteThatBeganBeforeABorderIsOnItsSide) {
    const auto tariff = tariff_of(day_and_night("cut"));
    EXPECT_EQ(lines(tariff, monday + "21:00:30", monday + "22:00:10"), "21:00 +60 500");
    EXPECT_EQ(lines(tariff, monday + "21:00:30", monday + "22:00:31"), "21:00 +60 500, 22:00 +600 800");
}

TEST(Charge, UnitsEndAtABorderWhateverTheTransition) {
    const auto tariff =
        tariff_of(one_table + "transition = \"follow_through\"\n" +
                  collection("id = \"day\"\nfrom = \"08:00\"\nto = \"22:00\"", "perUnit",
                             "from_minutes = 0\nincrement_minutes = 60\nfen = 600") +
                  collection("id = \"night\"", "perUnit", "from_minutes = 0\nincrement_minutes = 60\nfen = 60"));
    EXPECT_EQ(lines(tariff, monday + "21:15", monday + "23:05"), "21:15 +45 450, 22:00 +60 60, 23:00 +5 5");
}

TEST(Charge, EachNightCostsAgainAndItsCapIsItsOwn) {
    const auto tariff =
        tariff_of(one_table + "transition = \"cut\"\n" +
                  collection("id = \"day\"\nfrom = \"08:00\"\nto = \"22:00\"\ncap_fen = 2000", "incrementingRate",
                             "from_minutes = 0\nincrement_minutes = 60\nfen = 500") +
                  collection("id = \"night\"\nfrom = \"22:00\"\nto = \"08:00\"\ncap_fen = 300", "incrementingRate",
                             "from_minutes = 0\nincrement_minutes = 60\nfen = 200"));
    EXPECT_EQ(fee(tariff, monday + "08:00", monday + "22:00"), Fen{2'000});
    EXPECT_EQ(fee(tariff, monday + "08:00", tuesday + "08:00"), Fen{2'300});
    EXPECT_EQ(fee(tariff, monday + "08:00", tuesday + "22:00"), Fen{4'300});
    EXPECT_EQ(lines(tariff, monday + "22:00", tuesday + "01:00"),
              "22:00 +60 200, 23:00 +60 100 cap_of_collection, 00:00 +60 0 cap_of_collection");
}

std::string first_hour_dear(const std::string& relative_to) {
    return one_table + "transition = \"follow_through\"\nrelative_to = \"" + relative_to + "\"\n" +
           line("flatRate", "from_minutes = 0\nto_minutes = 60\nfen = 1000") +
           line("incrementingRate", "from_minutes = 60\nincrement_minutes = 60\nfen = 100");
}

TEST(Charge, TheFirstBlockComesAgain) {
    const std::string from = monday + "14:00";
    EXPECT_EQ(fee(tariff_of(first_hour_dear("entry")), from, "2026-11-25 14:00"), Fen{1'000 + 47 * 100});
    EXPECT_EQ(fee(tariff_of(first_hour_dear("every_24_hours")), from, "2026-11-25 14:00"), Fen{2 * (1'000 + 23 * 100)});
    // 10 hours of Monday, 24 of Tuesday, 14 of Wednesday, each with a first hour.
    EXPECT_EQ(fee(tariff_of(first_hour_dear("calendar_day")), from, "2026-11-25 14:00"),
              Fen{1'000 + 900 + 1'000 + 2'300 + 1'000 + 1'300});
    EXPECT_EQ(lines(tariff_of(first_hour_dear("every_24_hours")), from, tuesday + "15:30"),
              "14:00 +60 1000, 15:00 +60 23 x 100, 14:00 +60 1000, 15:00 +60 100");
}

TEST(Charge, TheFirstBlockComesAgainWithACollection) {
    const auto tariff =
        tariff_of(one_table + "transition = \"cut\"\nrelative_to = \"collection\"\n" +
                  collection("id = \"day\"\nfrom = \"08:00\"\nto = \"20:00\"", "flatRate",
                             "from_minutes = 0\nto_minutes = 120\nfen = 1000\n[[tariff.table.collection.line]]\ntype = "
                             "\"incrementingRate\"\nfrom_minutes = 120\nincrement_minutes = 60\nfen = 300") +
                  collection("id = \"night\"", "flatRate", "from_minutes = 0\nfen = 500"));
    EXPECT_EQ(lines(tariff, monday + "17:30", tuesday + "10:30"),
              "17:30 +120 1000, 19:30 +30 300, 20:00 +720 500, 08:00 +120 1000, 10:00 +60 300");
}

std::string capped(const std::string& cap) {
    return one_table + "[[tariff.table.cap]]\n" + cap + "\n" +
           line("incrementingRate", "from_minutes = 0\nincrement_minutes = 60\nfen = 500");
}

TEST(Charge, AnIncrementThatStraddlesTheEndOfItsLineFollowsTheSameWord) {
    const auto tariff = [](const std::string& transition) {
        return tariff_of(
            one_table + "transition = \"" + transition + "\"\n" +
            collection("id = \"day\"\nfrom = \"08:00\"\nto = \"22:00\"", "incrementingRate",
                       "from_minutes = 0\nto_minutes = 120\nincrement_minutes = 60\nfen = 500\n"
                       "[[tariff.table.collection.line]]\ntype = \"incrementingRate\"\nfrom_minutes = 120\n"
                       "increment_minutes = 60\nfen = 100") +
            collection("id = \"night\"", "incrementingRate", "from_minutes = 0\nincrement_minutes = 60\nfen = 200"));
    };
    EXPECT_EQ(lines(tariff("cut"), monday + "07:30", monday + "10:30"),
              "07:30 +30 200, 08:00 +60 500, 09:00 +30 500, 09:30 +60 100");
    EXPECT_EQ(lines(tariff("follow_through"), monday + "07:00", monday + "09:30"),
              "07:00 +60 200, 08:00 +60 500, 09:00 +60 100");
}

TEST(Charge, ACollectionThatIsComeBackToIsEnteredAgain) {
    // The second increment runs over the whole of the noon; the afternoon is another visit to the day.
    const auto tariff = tariff_of(
        one_table + "transition = \"follow_through\"\n" +
        collection("id = \"day\"\ncap_fen = 800", "incrementingRate",
                   "from_minutes = 0\nincrement_minutes = 120\nfen = 500") +
        collection("id = \"noon\"\nfrom = \"12:00\"\nto = \"13:00\"", "flatRate", "from_minutes = 0\nfen = 100"));
    EXPECT_EQ(lines(tariff, monday + "09:30", monday + "15:00"),
              "09:30 +120 500, 11:30 +120 300 cap_of_collection, 13:30 +120 500");
}

TEST(Charge, ACapOfTheStayIsForAllOfIt) {
    const auto tariff = tariff_of(capped("per = \"stay\"\nfen = 3200"));
    EXPECT_EQ(lines(tariff, monday + "10:00", tuesday + "10:00"),
              "10:00 +60 6 x 500, 16:00 +60 200 cap_of_stay, 17:00 +60 17 x 0 cap_of_stay");
}

TEST(Charge, ACapOfACalendarDayBeginsWhenItSays) {
    const auto midnight = tariff_of(capped("per = \"calendar_day\"\nresets_at = \"00:00\"\nfen = 2000"));
    EXPECT_EQ(fee(midnight, monday + "20:00", tuesday + "06:00"), Fen{4'000});
    const auto at_seven = tariff_of(capped("per = \"calendar_day\"\nresets_at = \"07:00\"\nfen = 2000"));
    EXPECT_EQ(fee(at_seven, monday + "20:00", tuesday + "07:00"), Fen{2'000});
    EXPECT_EQ(fee(at_seven, monday + "20:00", tuesday + "08:00"), Fen{2'500});
    EXPECT_EQ(fee(at_seven, monday + "05:00", monday + "12:00"), Fen{1'000 + 2'000});
}

TEST(Charge, ACapOfHoursBeginsAtTheEntry) {
    const auto tariff = tariff_of(capped("per = \"hours\"\nhours = 24\nfen = 2000"));
    EXPECT_EQ(fee(tariff, monday + "20:00", tuesday + "20:00"), Fen{2'000});
    EXPECT_EQ(fee(tariff, monday + "20:00", tuesday + "20:01"), Fen{2'500});
}

TEST(Charge, ACapHoldsInThePeriodsThatBeginOnItsDays) {
    // Friday has 20.00, Saturday has no cap.
    const auto tariff =
        tariff_of(capped("per = \"calendar_day\"\nresets_at = \"00:00\"\ndays = [\"weekday\"]\nfen = 2000"));
    EXPECT_EQ(fee(tariff, "2026-11-27 00:00", "2026-11-28 00:00"), Fen{2'000});
    EXPECT_EQ(fee(tariff, "2026-11-28 00:00", "2026-11-29 00:00"), Fen{24 * 500});
    EXPECT_EQ(fee(tariff, "2026-11-27 00:00", "2026-11-29 00:00"), Fen{2'000 + 24 * 500});
}

TEST(Charge, OfCapsTheOneThatLeavesLeastHolds) {
    const auto tariff = tariff_of(one_table +
                                  "[[tariff.table.cap]]\nper = \"stay\"\nfen = 5000\n"
                                  "[[tariff.table.cap]]\nper = \"hours\"\nhours = 12\nfen = 3000\n" +
                                  line("incrementingRate", "from_minutes = 0\nincrement_minutes = 60\nfen = 500"));
    EXPECT_EQ(lines(tariff, monday + "00:00", tuesday + "00:00"),
              "00:00 +60 6 x 500, 06:00 +60 6 x 0 cap_of_hours, 12:00 +60 4 x 500, 16:00 +60 8 x 0 cap_of_stay");
}

TEST(Charge, TheDayChoosesTheCollection) {
    const auto tariff = tariff_of("[tariff.calendar]\nholidays = [\"2026-10-01/2026-10-07\"]\n"
                                  "makeup_workdays = [\"2026-10-10\"]\n" +
                                  one_table + "transition = \"cut\"\n" +
                                  collection("id = \"weekday\"\ndays = [\"weekday\"]", "incrementingRate",
                                             "from_minutes = 0\nincrement_minutes = 60\nfen = 500") +
                                  collection("id = \"weekend\"\ndays = [\"weekend\", \"holiday\"]", "incrementingRate",
                                             "from_minutes = 0\nincrement_minutes = 60\nfen = 800"));
    EXPECT_EQ(fee(tariff, "2026-09-30 12:00", "2026-09-30 13:00"), Fen{500});
    EXPECT_EQ(fee(tariff, "2026-10-01 12:00", "2026-10-01 13:00"), Fen{800}) << "a holiday on a Thursday";
    EXPECT_EQ(fee(tariff, "2026-10-10 12:00", "2026-10-10 13:00"), Fen{500}) << "a Saturday that is worked";
    EXPECT_EQ(fee(tariff, "2026-10-11 12:00", "2026-10-11 13:00"), Fen{800});
    EXPECT_EQ(lines(tariff, "2026-09-30 22:30", "2026-10-01 01:00"), "22:30 +60 500, 23:30 +30 500, 00:00 +60 800");
    EXPECT_EQ(lines(tariff, "2026-10-02 00:00", "2026-10-08 02:00"), "00:00 +60 144 x 800, 00:00 +60 2 x 500");
}

std::string table(const std::string& head, int fen) {
    return "[[tariff.table]]\n" + head + "\n" +
           line("incrementingRate", "from_minutes = 0\nincrement_minutes = 60\nfen = " + std::to_string(fen));
}

TEST(Charge, TheNarrowestTableThatFitsTheEntryHolds) {
    const auto tariff = tariff_of(table("id = \"all\"", 100) + table("id = \"large\"\nvehicles = [\"large\"]", 300) +
                                  table("id = \"gold\"\nvehicles = [\"car\"]\ntiers = [\"gold\"]", 50) +
                                  table("id = \"evening\"\nvehicles = [\"large\"]\nentry_from = \"18:00\"", 200));
    const std::string in = monday + "17:59";
    const std::string out = monday + "18:59";
    EXPECT_EQ(fee(tariff, in, out), Fen{100});
    EXPECT_EQ(fee(tariff, in, out, {VehicleKind::large, ""}), Fen{300});
    EXPECT_EQ(fee(tariff, in, out, {VehicleKind::large, "gold"}), Fen{300});
    EXPECT_EQ(fee(tariff, in, out, {VehicleKind::car, "gold"}), Fen{50});
    EXPECT_EQ(fee(tariff, in, out, {VehicleKind::car, "silver"}), Fen{100});
    EXPECT_EQ(fee(tariff, monday + "18:00", monday + "19:00", {VehicleKind::large, ""}), Fen{200});
    EXPECT_EQ(fee(tariff, tuesday + "00:00", tuesday + "01:00", {VehicleKind::large, ""}), Fen{300});
}

TEST(Charge, AfterItsTimeATableHandsOver) {
    const auto tariff =
        tariff_of(table("id = \"hourly\"\nfree_minutes = 15\nfree_minutes_are = \"threshold\"", 600) +
                  "[[tariff.table]]\nid = \"night\"\nentry_from = \"18:00\"\nat_most_minutes = 240\nthen = \"hourly\"\n"
                  "transition = \"cut\"\n" +
                  line("flatRate", "from_minutes = 0\nfen = 1500"));
    EXPECT_EQ(lines(tariff, monday + "18:00", monday + "22:00"), "18:00 +240 1500");
    EXPECT_EQ(lines(tariff, monday + "18:00", tuesday + "00:01"), "18:00 +240 1500, 22:00 +60 3 x 600");
    EXPECT_EQ(lines(tariff, monday + "17:00", monday + "22:00"), "17:00 +60 5 x 600") << "the entry decides";
    const auto explained =
        rules::explain(tariff, at(tariff, monday + "18:00"),
                       rules::charges_of(tariff, {}, at(tariff, monday + "18:00"), at(tariff, tuesday + "00:01")));
    ASSERT_EQ(explained.size(), 2U);
    EXPECT_EQ(explained[0].table, "night");
    EXPECT_EQ(explained[1].table, "hourly");
    EXPECT_EQ(text_of(explained[1].from), monday + "22:00");
    EXPECT_EQ(text_of(explained[1].until), tuesday + "01:00");
    EXPECT_EQ(explained[1].count, 3);
    EXPECT_EQ(explained[1].fen, Fen{1'800});
}

TEST(Charge, ATableThatTakesOverCountsFromThere) {
    const auto tariff = tariff_of(
        "[[tariff.table]]\nid = \"first\"\nat_most_minutes = 240\nthen = \"second\"\ntransition = \"cut\"\n" +
        line("flatRate", "from_minutes = 0\nfen = 900") +
        "[[tariff.table]]\nid = \"second\"\nvehicles = [\"large\"]\n[[tariff.table.cap]]\nper = \"hours\"\nhours = 5\n"
        "fen = 1000\n" +
        line("incrementingRate", "from_minutes = 0\nincrement_minutes = 60\nfen = 500"));
    EXPECT_EQ(lines(tariff, monday + "10:00", monday + "20:00"),
              "10:00 +240 900, 14:00 +60 2 x 500, 16:00 +60 3 x 0 cap_of_hours, 19:00 +60 500");
}

TEST(Charge, NothingFallsDueAfterAYear) {
    const auto tariff = tariff_of(table("id = \"all\"", 100));
    const auto charges =
        rules::charges_of(tariff, {}, SiteTime{}, at(tariff, monday + "10:00")); // a clock that stood at 1970
    EXPECT_EQ(rules::fee_of(charges), Fen{366 * 24 * 100});
}

} // namespace
} // namespace parkgate::test
