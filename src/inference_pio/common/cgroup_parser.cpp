#include "common/cgroup_parser.hpp"

#include <algorithm>
#include <iterator>

#include "common/text_fields.hpp"

namespace inference_pio {

namespace {

std::vector<std::string> split_names(std::string_view list) {
    std::vector<std::string> names;
    for (const std::string_view name : split_at(list, ',')) {
        if (!name.empty()) names.emplace_back(name);
    }
    return names;
}

// mountinfo writes space, tab, newline and backslash as \ and three octal digits.
std::string decode_octal(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto code = text[i] == '\\' && i + 3 < text.size() ? parse_unsigned(text.substr(i + 1, 3), 8)
                                                                 : std::optional<std::uint64_t>{};
        if (code && *code < 256) {
            plain += static_cast<char>(static_cast<unsigned char>(*code));
            i += 3;
        } else {
            plain += text[i];
        }
    }
    return plain;
}

}  // namespace

std::vector<CgroupMembership> parse_cgroup_membership(std::string_view text) {
    std::vector<CgroupMembership> memberships;
    for (const std::string_view line : split_lines(text)) {
        const std::size_t first = line.find(':');
        const std::size_t second = first == std::string_view::npos ? first : line.find(':', first + 1);
        if (second == std::string_view::npos) continue;
        const std::string_view path = trim(line.substr(second + 1));
        if (!parse_unsigned(line.substr(0, first)) || !path.starts_with('/')) continue;
        memberships.push_back({split_names(line.substr(first + 1, second - first - 1)), std::string(path)});
    }
    return memberships;
}

// 31 23 0:28 <root> <mount point> <options> [optional fields …] - <type> <source> <super options>
std::vector<CgroupMount> parse_cgroup_mounts(std::string_view text) {
    std::vector<CgroupMount> mounts;
    for (const std::string_view line : split_lines(text)) {
        const std::vector<std::string_view> words = split_words(line);
        const auto dash = std::find(words.begin(), words.end(), "-");
        if (words.size() < 6 || std::distance(words.begin(), dash) < 6 || std::distance(dash, words.end()) < 4)
            continue;
        const std::string_view type = dash[1];
        if (type != "cgroup" && type != "cgroup2") continue;
        CgroupMount mount{type == "cgroup2" ? 2 : 1, {}, decode_octal(words[3]), decode_octal(words[4])};
        if (mount.version == 1) mount.controllers = split_names(dash[3]);  // "rw,cpu,cpuacct"
        mounts.push_back(std::move(mount));
    }
    return mounts;
}

std::vector<std::string> cgroup_folders(const CgroupMount& mount, std::string_view group_path) {
    // The path counts from the root of the hierarchy, the mount may show only a part of it. A path outside of
    // that part (other name spaces: "/../other") leaves only the mount point itself.
    std::string_view inside;
    if (mount.root == "/") {
        inside = group_path;
    } else if (group_path.starts_with(mount.root) &&
               (group_path.size() == mount.root.size() || group_path[mount.root.size()] == '/')) {
        inside = group_path.substr(mount.root.size());
    }
    if (inside.find("/..") != std::string_view::npos) inside = {};

    std::vector<std::string> folders;
    while (inside.ends_with('/')) inside.remove_suffix(1);
    while (!inside.empty()) {
        folders.push_back(mount.mount_point + std::string(inside));
        inside = inside.substr(0, inside.rfind('/') == std::string_view::npos ? 0 : inside.rfind('/'));
    }
    folders.push_back(mount.mount_point);
    return folders;
}

std::optional<Bytes> parse_memory_limit(std::string_view text) {
    // Version 1 says "no limit" by the largest multiple of the page size (4 to 64 KiB) below 2^63.
    constexpr std::uint64_t kNoLimit = (std::uint64_t{1} << 63U) - (std::uint64_t{1} << 20U);
    const std::optional<std::uint64_t> limit = parse_unsigned(trim(text));
    if (!limit || *limit >= kNoLimit) return std::nullopt;
    return Bytes{*limit};
}

std::optional<double> parse_cpu_max(std::string_view text) {
    const std::vector<std::string_view> words = split_words(text);
    if (words.size() != 2) return std::nullopt;
    return parse_cfs_quota(words[0], words[1]);
}

std::optional<double> parse_cfs_quota(std::string_view quota, std::string_view period) {
    const std::optional<std::uint64_t> quota_us = parse_unsigned(trim(quota));
    const std::optional<std::uint64_t> period_us = parse_unsigned(trim(period));
    if (!quota_us || !period_us || *quota_us == 0 || *period_us == 0) return std::nullopt;
    return static_cast<double>(*quota_us) / static_cast<double>(*period_us);
}

}  // namespace inference_pio
