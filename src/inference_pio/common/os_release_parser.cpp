#include "common/os_release_parser.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "common/text_fields.hpp"

namespace inference_pio {

namespace {

// Value of a shell assignment: quotes at both ends removed, backslashes resolved.
std::string unquote(std::string_view value) {
    if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front()) {
        value = value.substr(1, value.size() - 2);
    }
    std::string plain;
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (value[i] == '\\' && i + 1 < value.size()) ++i;
        plain += value[i];
    }
    return plain;
}

// A distribution names itself in ID and its ancestors in ID_LIKE, nearest first. The family is the
// ancestor that others descend from, so that Ubuntu and Debian, or Rocky and Fedora, agree.
std::string family_of(const std::string& id, const std::string& id_like) {
    constexpr std::array<std::string_view, 8> kFamilies{"debian", "fedora", "suse",  "arch",
                                                        "alpine", "gentoo", "nixos", "slackware"};
    std::vector<std::string_view> line = split_words(id_like);
    line.insert(line.begin(), id);
    for (const std::string_view member : line) {
        if (std::find(kFamilies.begin(), kFamilies.end(), member) != kFamilies.end()) return std::string(member);
    }
    return std::string(line.back());
}

}  // namespace

OsRelease parse_os_release(std::string_view text) {
    std::string pretty_name;
    std::string name;
    std::string version;
    std::string id;
    std::string id_like;
    for (const std::string_view line : split_lines(text)) {
        const auto field = parse_field(line, '=');
        if (!field || field->first.starts_with('#')) continue;
        const auto& [key, value] = *field;
        if (key == "PRETTY_NAME") pretty_name = unquote(value);
        if (key == "NAME") name = unquote(value);
        if (key == "VERSION") version = unquote(value);
        if (key == "ID") id = lower_case(unquote(value));
        if (key == "ID_LIKE") id_like = lower_case(unquote(value));
    }
    OsRelease release;
    release.name = !pretty_name.empty() ? pretty_name : collapse_spaces(name + " " + version);
    release.family = family_of(id, id_like);
    return release;
}

}  // namespace inference_pio
