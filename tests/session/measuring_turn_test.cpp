#include "session/measuring_turn.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <optional>
#include <string>
#include <vector>

#include "fakes/fake_clock.hpp"
#include "fakes/temporary_folder.hpp"

namespace inference_pio {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// A clock on which time passes by sleeping; at the second sleep the other measurement ends.
class EndingClock final : public Clock {
public:
    explicit EndingClock(std::optional<FileLock>& other) : other_(other) {}
    Nanoseconds monotonic_now() override { return {}; }
    WallTime wall_now() override { return {}; }
    void sleep_for(Nanoseconds) override {
        if (++sleeps_ == 2) other_.reset();
    }
    [[nodiscard]] int sleeps() const { return sleeps_; }

private:
    std::optional<FileLock>& other_;
    int sleeps_ = 0;
};

class TakeMeasuringTurn : public ::testing::Test {
protected:
    TakeMeasuringTurn() { ::setenv("XDG_CACHE_HOME", folder_.path().c_str(), 1); }

    TemporaryFolder folder_;
    std::vector<std::string> said_;
    std::function<void(std::string_view)> step_ = [this](std::string_view line) { said_.emplace_back(line); };
};

TEST_F(TakeMeasuringTurn, WaitsForTheOtherOneAndSaysSoOnce) {
    std::optional<FileLock> other;
    EndingClock clock(other);
    auto first = take_measuring_turn({}, SessionMachine{});
    ASSERT_TRUE(first);
    other.emplace(*std::move(first));
    const auto second = take_measuring_turn(step_, SessionMachine{.clock = clock});
    EXPECT_TRUE(second);
    EXPECT_EQ(clock.sleeps(), 2);
    EXPECT_THAT(said_, ElementsAre(HasSubstr("process " + std::to_string(::getpid()))));
}

TEST_F(TakeMeasuringTurn, ARequestToStopEndsTheWait) {
    const auto first = take_measuring_turn({}, SessionMachine{});
    FakeClock clock;
    Cancellation cancellation;
    cancellation.request();
    const auto second = take_measuring_turn(step_, SessionMachine{.clock = clock, .cancellation = &cancellation});
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind, ErrorKind::cancelled);
}

}  // namespace
}  // namespace inference_pio
