#include "common/container_parser.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "common/text_fields.hpp"

namespace inference_pio {

namespace {

struct Mark {
    std::string_view text;
    std::string_view word;
};

// Parts of control group paths; the outermost orchestrator first, since kubepods hold containerd's groups.
constexpr std::array kCgroupMarks{
    Mark{"/kubepods", "kubernetes"},   Mark{"/libpod", "podman"}, Mark{"/docker", "docker"},
    Mark{"/lxc.payload", "lxc"},       Mark{"/lxc/", "lxc"},      Mark{"/crio-", "cri-o"},
    Mark{"/containerd", "containerd"},
};

std::string_view cgroup_word(const std::optional<std::string>& text) {
    if (!text) return {};
    for (const Mark& mark : kCgroupMarks) {
        const std::size_t at = text->find(mark.text);
        // The service that starts containers is itself in none.
        if (at != std::string::npos && !text->substr(at).starts_with("/docker.service\n") &&
            !text->substr(at).starts_with("/containerd.service\n")) {
            return mark.word;
        }
    }
    return {};
}

// Whether the root file system is a disk of its own: then a /.dockerenv was left by the image from which
// the disk was made (micro virtual machines do so), and no container is around us.
bool root_is_whole_disk(const std::string& mountinfo) {
    constexpr std::array<std::string_view, 6> kDisks{"/dev/vd",   "/dev/sd",     "/dev/xvd",
                                                     "/dev/nvme", "/dev/mmcblk", "/dev/pmem"};
    for (const std::string_view line : split_lines(mountinfo)) {
        const std::vector<std::string_view> words = split_words(line);
        const auto dash = std::find(words.begin(), words.end(), "-");
        if (words.size() < 6 || std::distance(dash, words.end()) < 3) continue;
        if (words[3] != "/" || words[4] != "/") continue;  // the disk's root, mounted as ours
        return std::any_of(kDisks.begin(), kDisks.end(),
                           [source = dash[2]](std::string_view disk) { return source.starts_with(disk); });
    }
    return false;
}

}  // namespace

std::string parse_container(const ContainerEvidence& evidence) {
    if (evidence.kubernetes_variable || evidence.kubernetes_secrets) return "kubernetes";
    const std::string_view by_init = cgroup_word(evidence.init_cgroup);
    const std::string_view by_self = cgroup_word(evidence.own_cgroup);
    if (by_init == "kubernetes" || by_self == "kubernetes") return "kubernetes";
    if (evidence.containerenv) return "podman";
    for (const auto& name : {evidence.container_variable, evidence.systemd_container}) {
        if (name && !trim(*name).empty()) return lower_case(trim(*name));
    }
    if (!by_init.empty()) return std::string(by_init);
    if (!by_self.empty()) return std::string(by_self);
    if (evidence.dockerenv && !(evidence.mountinfo && root_is_whole_disk(*evidence.mountinfo))) return "docker";
    return evidence.init_cgroup || evidence.own_cgroup ? "none" : "";
}

}  // namespace inference_pio
