#include "telemetry/rapl_meter.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "fakes/fake_system.hpp"

namespace inference_pio {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

void write_zone(const FakeSystem& system, const std::string& zone, const std::string& name, const std::string& energy) {
    const std::string folder = "/sys/class/powercap/" + zone;
    system.write(folder + "/name", name + "\n");
    system.write(folder + "/max_energy_range_uj", "262143328850\n");
    system.write(folder + "/energy_uj", energy);
}

TEST(RaplMeter, AddsUpPackagesAndNothingElse) {
    FakeSystem system;
    write_zone(system, "intel-rapl:0", "package-0", "1000000\n");
    write_zone(system, "intel-rapl:1", "package-1", "262143328849\n");
    write_zone(system, "intel-rapl:2", "psys", "5\n");
    write_zone(system, "intel-rapl:0:0", "core", "7\n");
    write_zone(system, "intel-rapl-mmio:0", "package-0", "9\n");
    RaplMeter meter(system.root());
    EXPECT_EQ(meter.refusal(), "");
    const auto before = meter.read();
    ASSERT_EQ(before.size(), 2U);
    write_zone(system, "intel-rapl:0", "package-0", "3500000\n");
    write_zone(system, "intel-rapl:1", "package-1", "499999\n");  // began anew
    EXPECT_DOUBLE_EQ(meter.joules_between(before, meter.read()).value(), 2.5 + 0.5);
    EXPECT_EQ(meter.joules_between(before, before), std::nullopt) << "nothing is spent in no time";
}

TEST(RaplMeter, SaysWhyThereIsNothing) {
    FakeSystem system;
    EXPECT_THAT(RaplMeter(system.root()).refusal(), HasSubstr("no RAPL in /sys/class/powercap"));
    EXPECT_THAT(RaplMeter(system.root()).read(), IsEmpty());
    system.write("/sys/class/powercap/intel-rapl:0/name", "package-0\n");
    RaplMeter unreadable(system.root());
    EXPECT_THAT(unreadable.read(), IsEmpty());
    EXPECT_THAT(unreadable.refusal(), HasSubstr("/sys/class/powercap/intel-rapl:0/energy_uj"));
    EXPECT_EQ(unreadable.joules_between(unreadable.read(), unreadable.read()), std::nullopt);
    write_zone(system, "intel-rapl:0", "package-0", "no number");
    EXPECT_THAT(RaplMeter(system.root()).refusal(), HasSubstr("holds no number"));
}

TEST(ComputeWrappedDifference, WithoutAKnownRangeNothingIsGuessed) {
    EXPECT_EQ(compute_wrapped_difference(10, 4, 0), 0U);
    EXPECT_EQ(compute_wrapped_difference(10, 4, 9), 0U);
}

RC_GTEST_PROP(ComputeWrappedDifference, IsWhatWasSpent, ()) {
    const auto range = *rc::gen::inRange<std::uint64_t>(1, 1'000'000);
    const auto before = *rc::gen::inRange<std::uint64_t>(0, range);
    const auto spent = *rc::gen::inRange<std::uint64_t>(0, range);
    const std::uint64_t after = before + spent <= range ? before + spent : before + spent - range;
    RC_ASSERT(compute_wrapped_difference(before, after, range) == spent);
}

}  // namespace
}  // namespace inference_pio
