#include "session/build_subject.hpp"

#include <system_error>

#include "common/files.hpp"
#include "common/installation.hpp"
#include "records/json_values.hpp"
#include "session/subject_reader.hpp"

namespace inference_pio {
namespace {

constexpr Seconds kProfileLimit{20};

BuildProfile read_build_profile(const std::filesystem::path& build, ProcessLauncher& launcher) {
    LaunchSpec spec;
    std::error_code error;
    const std::filesystem::path installed = Installation{build}.program();
    const bool is_prefix = std::filesystem::exists(installed, error);
    spec.argv = {(is_prefix ? installed : build / "piobench").string(), "profile", "--json"};
    const auto answer = run_command(launcher, spec, kProfileLimit);
    if (!answer || answer->status.code != 0) return {};
    const auto json = parse_json(answer->output);
    if (!json) return {};
    const auto profile = profile_from_json(*json);
    return profile ? profile->build : BuildProfile{};
}

}  // namespace

std::optional<std::string> parse_source_folder(std::string_view cache) {
    constexpr std::string_view kKey = "\nCMAKE_HOME_DIRECTORY:INTERNAL=";
    const std::size_t found = cache.find(kKey);
    if (found == std::string_view::npos) return std::nullopt;
    const std::string_view rest = cache.substr(found + kKey.size());
    return std::string(rest.substr(0, rest.find('\n')));
}

Subject read_build_subject(const std::filesystem::path& build, ProcessLauncher& launcher) {
    const BuildProfile profile = read_build_profile(build, launcher);
    const auto cache = try_read_file(build / "CMakeCache.txt");
    const auto source = cache ? parse_source_folder(*cache) : std::nullopt;
    if (source) return read_subject(*source, profile, launcher);
    Subject subject;
    subject.compiler = profile.compiler;
    subject.flags = profile.flags;
    return subject;
}

}  // namespace inference_pio
