// What grammar may correct: only what can be read in one way, and never a province.
#include "plate/kind.hpp"
#include "plate/repair.hpp"
#include "plate/shapes.hpp"
#include "protocol/plate.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parkgate::plate {

namespace {

std::string repaired(std::string_view plate) {
    return repair(plate).plate;
}

void expect_unchanged(std::string_view plate) {
    EXPECT_EQ(repair(plate), (Repaired{std::string(plate), {}})) << plate;
}

} // namespace

TEST(PlateRepair, SaysWhatItHasChanged) {
    EXPECT_EQ(repair("沪AI234O"), (Repaired{"沪A12340", {{2, 'I', '1'}, {6, 'O', '0'}}}));
}

TEST(PlateSpelling, IsNormalisedAndRepairedOrHasAFlaw) {
    const auto spelled = spell("沪a·1O 234");
    ASSERT_TRUE(spelled);
    EXPECT_EQ(spelled->plate, "沪A10234");
    EXPECT_EQ(spelled->as_written, "沪A1O234");
    EXPECT_EQ(spelled->changes, (std::vector<Change>{{3, 'O', '0'}}));
    EXPECT_EQ(spell("-").error(), PlateFlaw::empty);
    EXPECT_EQ(spell("\xff").error(), PlateFlaw::not_utf8);
    EXPECT_EQ(spell(std::string(65, 'A')).error(), PlateFlaw::too_long);
}

TEST(PlateRepair, InASerialOnlyIAndO) {
    EXPECT_EQ(repaired("沪AO1234"), "沪A01234");
    EXPECT_EQ(repaired("沪A1234I"), "沪A12341");
    EXPECT_EQ(repaired("粤ZI234港"), "粤Z1234港");
    EXPECT_EQ(repaired("民航O1234"), "民航01234");
    for (const char* plate : {"沪AB1234", "沪AD1234", "沪AQ1234", "沪AS1234", "沪AZ1234", "沪AG1234"}) {
        expect_unchanged(plate);
    }
}

TEST(PlateRepair, WhereOnlyDigitsStandALetterIsTheDigitItLooksLike) {
    EXPECT_EQ(repaired("沪A12B8警"), "沪A1288警");
    EXPECT_EQ(repaired("沪ADI2SZ5"), "沪AD12525");
    EXPECT_EQ(repaired("沪AD1GDQ5"), "沪AD16005");
    EXPECT_EQ(repaired("WJ沪I2E4X"), "WJ沪I2E4X") << "nothing looks like an E there";
    EXPECT_EQ(repaired("WJ沪I234X"), "WJ沪1234X");
    EXPECT_EQ(repaired("22B578使"), "228578使");
    EXPECT_EQ(repaired("沪AOO2S领"), "沪A0025领");
}

TEST(PlateRepair, TheLetterOfAnOfficeAndOfNewEnergy) {
    EXPECT_EQ(repaired("沪812345"), "沪B12345");
    EXPECT_EQ(repaired("沪A012345"), "沪AD12345");
    EXPECT_EQ(repaired("沪AP12345"), "沪AF12345");
    expect_unchanged("沪012345");  // D, O and Q are offices
    expect_unchanged("沪112345");  // no office is called I
    expect_unchanged("沪AM12345"); // H and K both look like it
}

TEST(PlateRepair, TwoShapesThatDisagreeLeaveItAsItIs) {
    expect_unchanged("沪A012348"); // 沪AD12348 or 沪A01234B
    expect_unchanged("沪ADI2SZ6"); // 沪AD12526 or 沪A01252G
    EXPECT_EQ(repaired("沪A012345"), "沪AD12345") << "no new energy looks like a 5";
}

TEST(PlateRepair, NeverAProvinceNorAForeignPlate) {
    for (const char* plate :
         {"1A12345", "AOI1234", "OA1234I", "VA1234O", "WJ1234O", "国A1234O", "A1234O", "", "\xff", "沪"}) {
        expect_unchanged(plate);
    }
}

RC_GTEST_PROP(PlateRepair, EndsInAKnownShapeOrChangesNothing, ()) {
    const auto characters =
        *rc::gen::container<std::u32string>(rc::gen::elementOf(std::u32string(U"沪皖A8B0DOQ1I2Z5S6GEFPHKM警挂使")));
    std::string text;
    for (const char32_t c : characters) {
        append_character(text, c);
    }
    const Repaired once = repair(text);
    RC_ASSERT(repair(once.plate) == (Repaired{once.plate, {}}));
    RC_ASSERT(once.changes.empty() == (once.plate == text));
    for (const Change& change : once.changes) {
        RC_ASSERT(characters.at(change.position) == change.from);
        RC_ASSERT(characters_of(once.plate).at(change.position) == change.to);
        RC_ASSERT(!is_province(change.from) && !is_province(change.to));
    }
    if (!once.changes.empty()) {
        RC_ASSERT(classify(once.plate) != PlateKind::unclassified);
    }
}

} // namespace parkgate::plate
