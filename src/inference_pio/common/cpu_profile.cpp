#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <string_view>
#include <utility>

#include "common/cpu_list_parser.hpp"
#include "common/machine_profile.hpp"
#include "common/text_fields.hpp"

namespace inference_pio {

namespace {

constexpr std::string_view kCpuFolder = "/sys/devices/system/cpu";

class CpuReader {
public:
    CpuReader(const MachineSources& sources, const KernelReports& reports, std::vector<UnavailableFact>& unavailable)
        : sources_(sources),
          reports_(reports),
          info_(reports.cpuinfo.value_or(CpuInfo())),
          cpuinfo_reason_(reports.cpuinfo ? "/proc/cpuinfo does not say" : reports.cpuinfo.error().message),
          unavailable_(unavailable) {}

    CpuProfile read() {
        cpu_.architecture = sources_.process.architecture;
        read_names();
        read_topology_facts();
        read_threads();
        read_frequency();
        return std::move(cpu_);
    }

private:
    void withhold(std::string_view name, std::string reason) {
        unavailable_.push_back({fmt::format("cpu.{}", name), std::move(reason)});
    }

    void read_names() {
        cpu_.vendor = info_.vendor;
        cpu_.model = info_.model;
        cpu_.instruction_sets = info_.instruction_sets;
        if (cpu_.vendor.empty()) withhold("vendor", cpuinfo_reason_);
        if (cpu_.model.empty()) withhold("model", cpuinfo_reason_);
        if (cpu_.instruction_sets.empty()) withhold("instruction_sets", cpuinfo_reason_);
    }

    // hwloc first; where it sees no sockets or cores, the kernel's own list may still name them.
    void read_topology_facts() {
        const Result<Topology> read = read_topology(sources_.topology);
        const std::string reason = read ? "hwloc does not see any" : read.error().message;
        if (read) topology_ = *read;
        cpu_.sockets = topology_.sockets ? topology_.sockets : info_.sockets;
        cpu_.cores = topology_.cores ? topology_.cores : info_.cores;
        cpu_.numa_nodes = topology_.numa_nodes;
        if (!cpu_.numa_nodes) {
            const auto nodes = sources_.files.try_read_word("/sys/devices/system/node/online");
            if (nodes) cpu_.numa_nodes = count_cpu_list(*nodes);
        }
        cpu_.caches = topology_.caches;
        if (!cpu_.sockets) withhold("sockets", reason + ", and " + cpuinfo_reason_);
        if (!cpu_.cores) withhold("cores", reason + ", and " + cpuinfo_reason_);
        if (!cpu_.numa_nodes) withhold("numa_nodes", reason);
        if (cpu_.caches.empty()) withhold("caches", reason);
    }

    void read_threads() {
        const auto online = sources_.files.try_read_word(fmt::format("{}/online", kCpuFolder));
        std::optional<int> threads = online ? count_cpu_list(*online) : std::nullopt;
        if (!threads) threads = topology_.threads;
        if (!threads && info_.processors > 0) threads = info_.processors;
        if (!threads) threads = sources_.process.processors_online;
        if (!threads) threads = sources_.process.processors_allowed;
        if (!threads) withhold("threads", "no source tells the number of processors; 1 is assumed");
        cpu_.threads = threads.value_or(1);

        if (!sources_.process.processors_allowed) withhold("affinity", "the kernel does not tell the affinity mask");
        if (!reports_.limits) withhold("quota", reports_.limits.error().message);
        cpu_.threads_available =
            compute_threads_available(cpu_.threads, sources_.process.processors_allowed,
                                      reports_.limits ? reports_.limits->processors : std::nullopt);
    }

    // One value for each frequency domain, from the files named `name` of all domains.
    std::vector<std::string> read_policies(std::string_view name) const {
        std::vector<std::string> values;
        const std::string folder = fmt::format("{}/cpufreq", kCpuFolder);
        for (const std::string& policy : sources_.files.list(folder)) {
            if (!policy.starts_with("policy")) continue;
            if (auto word = sources_.files.try_read_word(fmt::format("{}/{}/{}", folder, policy, name))) {
                values.push_back(std::move(*word));
            }
        }
        // Kernels before 4.3 have the same files below each processor only.
        if (values.empty()) {
            if (auto word = sources_.files.try_read_word(fmt::format("{}/cpu0/cpufreq/{}", kCpuFolder, name))) {
                values.push_back(std::move(*word));
            }
        }
        return values;
    }

    std::optional<double> highest_hz(std::string_view name) const {
        std::uint64_t highest_khz = 0;
        for (const std::string& word : read_policies(name)) {
            highest_khz = std::max(highest_khz, parse_unsigned(word).value_or(0));
        }
        if (highest_khz == 0) return std::nullopt;
        return static_cast<double>(highest_khz) * 1e3;
    }

    // The clock of one processor only: on some kernels each such question interrupts its processor.
    std::optional<double> current_hz() const {
        for (const char* path : {"cpufreq/policy0/scaling_cur_freq", "cpu0/cpufreq/scaling_cur_freq"}) {
            const auto word = sources_.files.try_read_word(fmt::format("{}/{}", kCpuFolder, path));
            const auto khz = word ? parse_unsigned(*word) : std::nullopt;
            if (khz && *khz > 0) return static_cast<double>(*khz) * 1e3;
        }
        return info_.frequency_hz;
    }

    void read_frequency() {
        const bool scaling = sources_.files.exists(fmt::format("{}/cpufreq", kCpuFolder)) ||
                             sources_.files.exists(fmt::format("{}/cpu0/cpufreq", kCpuFolder));
        const std::string reason = scaling ? fmt::format("{}/cpufreq does not say", kCpuFolder)
                                           : fmt::format("{}/cpufreq does not exist", kCpuFolder);
        cpu_.frequency_max_hz = highest_hz("cpuinfo_max_freq");
        cpu_.frequency_current_hz = current_hz();
        std::vector<std::string> governors = read_policies("scaling_governor");
        std::sort(governors.begin(), governors.end());
        governors.erase(std::unique(governors.begin(), governors.end()), governors.end());
        if (!governors.empty()) cpu_.governor = fmt::format("{}", fmt::join(governors, ","));
        if (!cpu_.frequency_max_hz) withhold("frequency_max_hz", reason);
        if (!cpu_.frequency_current_hz) withhold("frequency_current_hz", reason + ", and " + cpuinfo_reason_);
        if (!cpu_.governor) withhold("governor", reason);
    }

    const MachineSources& sources_;
    const KernelReports& reports_;
    const CpuInfo info_;
    const std::string cpuinfo_reason_;
    std::vector<UnavailableFact>& unavailable_;
    CpuProfile cpu_;
    Topology topology_;
};

}  // namespace

CpuProfile read_cpu_profile(const MachineSources& sources, const KernelReports& reports,
                            std::vector<UnavailableFact>& unavailable) {
    return CpuReader(sources, reports, unavailable).read();
}

int compute_threads_available(int threads, std::optional<int> allowed, std::optional<double> quota) {
    int available = threads;
    if (allowed) available = std::min(available, *allowed);
    if (quota && *quota < available) available = static_cast<int>(std::floor(*quota));
    return std::max(available, 1);
}

}  // namespace inference_pio
