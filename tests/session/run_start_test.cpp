#include "session/run_start.hpp"

#include <gmock/gmock.h>

#include "fakes/fake_clock.hpp"
#include "fakes/temporary_folder.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

TEST(CheckResumable, RefusesAnotherMachineVersionCommitOrBuild) {
    JournalHeader header;
    header.run = "r1";
    header.version = "0.1.0";
    header.profile.fingerprint = "aaaa";
    header.subject = {"c1", false, "GNU", "-O3"};
    SystemProfile profile;
    profile.fingerprint = "aaaa";
    profile.build.version = "0.1.0";
    EXPECT_TRUE(check_resumable(header, profile, header.subject));

    SystemProfile other = profile;
    other.fingerprint = "bbbb";
    const auto machine = check_resumable(header, other, header.subject);
    ASSERT_FALSE(machine);
    EXPECT_EQ(machine.error().kind, ErrorKind::mismatch);
    EXPECT_THAT(machine.error().message, HasSubstr("machine is aaaa, now it is bbbb"));
    other = profile;
    other.build.version = "0.2.0";
    EXPECT_THAT(check_resumable(header, other, header.subject).error().message, HasSubstr("0.2.0"));
    EXPECT_THAT(check_resumable(header, profile, {"c2", false, "GNU", "-O3"}).error().message, HasSubstr("c2"));
    EXPECT_THAT(check_resumable(header, profile, {"c1", false, "GNU", "-O0"}).error().message, HasSubstr("-O0"));
}

TEST(SettingsOf, OptionsComeOnTopOfThePreset) {
    RunOptions options;
    options.preset = Preset::quick;
    auto settings = settings_of(options);
    ASSERT_TRUE(settings);
    EXPECT_EQ(settings->policy, policy_of(Preset::quick));
    options.precision = 0.05;
    options.budget = Seconds(7);
    settings = settings_of(options);
    ASSERT_TRUE(settings);
    EXPECT_EQ(settings->policy.precision, 0.05);
    EXPECT_EQ(settings->policy.budget, Seconds(7));
    EXPECT_FALSE(settings->user_checkpoint);
}

TEST(SettingsOf, AFolderOfImagesIsForWorkersAnywhere) {
    const TemporaryFolder folder;
    RunOptions options;
    options.images = folder.path();
    const auto settings = settings_of(options);
    ASSERT_TRUE(settings);
    EXPECT_EQ(settings->files.at("images"), folder.path().string());
    EXPECT_FALSE(settings_of(RunOptions{})->files.contains("images"));
}

TEST(SettingsOf, RefusesWhatCannotBe) {
    const auto refused = [](auto change) {
        RunOptions options;
        change(options);
        const auto settings = settings_of(options);
        return settings ? std::string() : settings.error().message;
    };
    EXPECT_THAT(refused([](RunOptions& o) { o.model_file = "/no/such.gguf"; }), HasSubstr("/no/such.gguf"));
    EXPECT_THAT(refused([](RunOptions& o) { o.cpus = {0, 99999}; }), HasSubstr("99999"));
    EXPECT_THAT(refused([](RunOptions& o) { o.cpus = {-1}; }), HasSubstr("-1"));
    EXPECT_THAT(refused([](RunOptions& o) { o.images = "/no/such/folder"; }), HasSubstr("/no/such/folder"));
    EXPECT_THAT(refused([](RunOptions& o) { o.images = "/proc/self/exe"; }), HasSubstr("folder of images"));
    EXPECT_NE(refused([](RunOptions& o) { o.precision = 0; }), "");
    EXPECT_NE(refused([](RunOptions& o) { o.budget = Seconds(0); }), "");
    EXPECT_NE(refused([](RunOptions& o) { o.timeout = Seconds(-1); }), "");
}

TEST(MakeRunId, IsTheTimeAndSixDigits) {
    FakeClock clock;
    EXPECT_THAT(make_run_id(clock), MatchesRegex("20261124T100000Z-[0-9a-f]{6}"));
    EXPECT_NE(make_run_id(clock), make_run_id(clock));
}

}  // namespace
}  // namespace inference_pio
