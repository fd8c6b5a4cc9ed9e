#include "configuration/configuration.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "configuration/configuration_reader.hpp"
#include "configuration/known_keys.hpp"
#include "configuration/text_limits.hpp"

namespace inference_pio {
namespace {

Result<void> override_by(ReadEnvironment environment, Configuration& configuration) {
    for (const auto& known : known_keys()) {
        if (known.environment.empty() || environment == nullptr) continue;
        const std::string variable(known.environment);
        const auto text = environment(variable.c_str());
        if (!text || text->empty()) continue;
        auto value = check_value(known.rule, *text);
        if (!value) {
            Error error = std::move(value.error());
            error.message = fmt::format("the variable {} ({}): {}", variable, known.path(), error.message);
            return fail(std::move(error));
        }
        known.put(configuration, *value);
        configuration.origins[known.path()] = std::string(kFromEnvironment) + variable;
    }
    return {};
}

tl::unexpected<Error> cannot_read(const std::filesystem::path& file, int error) {
    const bool missing = error == ENOENT || error == ENOTDIR;
    return fail(missing ? ErrorKind::not_found : ErrorKind::io,
                fmt::format("cannot read {}: {}", file.string(), std::strerror(error)),
                missing ? "check the path of the configuration file" : "check its permissions");
}

// At most one byte more than a configuration may have: enough to see that it is none.
Result<std::string> read_text(const std::filesystem::path& file) {
    // O_NONBLOCK: a pipe without a writer must not hang.
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) return cannot_read(file, errno);
    struct stat status {};
    std::string text;
    int error = ::fstat(descriptor, &status) == 0 ? 0 : errno;
    const bool regular = error == 0 && S_ISREG(status.st_mode);
    while (regular && error == 0 && text.size() <= kConfigurationBytesMax) {
        char block[16 << 10];
        const ssize_t got = ::read(descriptor, block, sizeof block);
        if (got == 0) break;
        if (got > 0) text.append(block, static_cast<std::size_t>(got));
        if (got < 0 && errno != EINTR) error = errno;
    }
    ::close(descriptor);
    if (error != 0) return cannot_read(file, error);
    if (!regular) {
        return fail(ErrorKind::io,
                    fmt::format("{} is {}, and should be a file", file.string(),
                                S_ISDIR(status.st_mode) ? "a folder" : "a device or pipe"),
                    "name a configuration file, or move that away");
    }
    return text;
}

}  // namespace

Result<Configuration> parse_configuration(std::string_view text, const std::string& file, ReadEnvironment environment) {
    if (auto within = check_text_limits(text, file); !within) return fail(std::move(within.error()));
    auto configuration = read_toml(text, file);
    if (!configuration) return configuration;
    if (auto overridden = override_by(environment, *configuration); !overridden) {
        return fail(std::move(overridden.error()));
    }
    for (const auto& known : known_keys()) configuration->origins.try_emplace(known.path(), "default");
    return configuration;
}

Result<Configuration> read_configuration(const std::filesystem::path& project, const std::filesystem::path& given,
                                         ReadEnvironment environment) {
    const auto file = (given.empty() ? project / kConfigurationName : given).lexically_normal();
    auto text = read_text(file);
    if (!text && given.empty() && text.error().kind == ErrorKind::not_found) {
        return parse_configuration({}, file.string(), environment);
    }
    if (!text) return fail(std::move(text.error()));
    return parse_configuration(*text, file.string(), environment);
}

}  // namespace inference_pio
