#include <unistd.h>

#include <cstdlib>
#include <inference_pio/parameters.hpp>

#include "common/cgroup_limits.hpp"
#include "common/files.hpp"
#include "common/machine_files.hpp"
#include "common/meminfo_parser.hpp"
#include "common/text_fields.hpp"
#include "session/doctor.hpp"
#include "telemetry/evidence_reader.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

CacheUse read_cache_use(const fs::path& folder) {
    CacheUse use{folder, {}, 0, std::nullopt};
    std::error_code ignored;
    for (const auto& entry : fs::recursive_directory_iterator(folder, ignored)) {
        if (entry.path().extension() != ".gguf" || !entry.is_regular_file(ignored)) continue;
        use.held.count += entry.file_size(ignored);
        ++use.files;
    }
    return use;
}

Bytes cache_limit() {
    if (const char* text = std::getenv("PIO_CHECKPOINT_CACHE_LIMIT")) {
        if (const auto value = parse_value(ValueType::bytes, text)) return std::get<Bytes>(*value);
    }
    return gibibytes(20);
}

std::optional<Bytes> read_disk_free(const fs::path& folder) {
    std::error_code error;
    fs::path existing = folder;
    while (!fs::exists(existing, error) && existing.has_relative_path()) existing = existing.parent_path();
    const auto space = fs::space(existing, error);
    return error ? std::nullopt : std::optional(Bytes{space.available});
}

std::optional<bool> read_turbo(const MachineFiles& files) {
    if (const auto off = files.try_read_word("/sys/devices/system/cpu/intel_pstate/no_turbo")) return *off == "0";
    if (const auto on = files.try_read_word("/sys/devices/system/cpu/cpufreq/boost")) return *on == "1";
    return std::nullopt;
}

template <class Parse>
auto read_and_parse(const MachineFiles& files, std::string_view path, Parse&& parse) -> decltype(parse(path)) {
    const Result<std::string> text = files.read(path);
    return text ? parse(std::string_view(*text)) : std::nullopt;
}

void read_memory(const MachineFiles& files, DoctorReadings& readings) {
    if (const Result<std::string> text = files.read("/proc/meminfo")) {
        const MemInfo info = parse_meminfo(*text);
        if (info.swap_total && info.swap_free && *info.swap_free <= *info.swap_total) {
            readings.swap_used = Bytes{info.swap_total->count - info.swap_free->count};
        }
    }
    if (const auto text = files.try_read_word("/proc/sys/vm/swappiness")) {
        if (const auto number = parse_unsigned(*text); number && *number <= 200) {
            readings.swappiness = static_cast<int>(*number);
        }
    }
}

// What goes on just now, from two looks.
void watch(const DoctorSources& sources, DoctorReadings& readings) {
    constexpr std::size_t kNamed = 3;
    const MachineFiles files(sources.root);
    const auto ticks_before = read_and_parse(files, "/proc/stat", parse_cpu_ticks);
    const ProcessSnapshot before = read_processes(files);
    const Nanoseconds begin = sources.clock->monotonic_now();
    sources.clock->sleep_for(std::chrono::duration_cast<Nanoseconds>(sources.watched));
    const ProcessSnapshot after = read_processes(files);
    const double elapsed_s = to_seconds(sources.clock->monotonic_now() - begin);
    const auto ticks_after = read_and_parse(files, "/proc/stat", parse_cpu_ticks);
    readings.busiest =
        compute_busiest(before, after, elapsed_s * static_cast<double>(::sysconf(_SC_CLK_TCK)), ::getpid(), kNamed);
    if (ticks_after) readings.steal_percent = compute_steal_percent({}, *ticks_after);
    if (ticks_before && ticks_after) readings.steal_now_percent = compute_steal_percent(*ticks_before, *ticks_after);
}

}  // namespace

DoctorReadings read_doctor_readings(int threads_asked, const DoctorSources& sources) {
    DoctorReadings readings;
    readings.threads_asked = threads_asked;
    readings.processors_allowed = read_allowed_processors();
    watch(sources, readings);  // first: what follows is busy itself
    const MachineFiles files(sources.root);
    readings.load_average_1min = read_and_parse(files, "/proc/loadavg", parse_load_average);
    readings.cpu_pressure_avg60_percent = read_and_parse(files, "/proc/pressure/cpu", parse_pressure_avg60);
    readings.memory_pressure_avg60_percent = read_and_parse(files, "/proc/pressure/memory", parse_pressure_avg60);
    readings.io_pressure_avg60_percent = read_and_parse(files, "/proc/pressure/io", parse_pressure_avg60);
    readings.turbo = read_turbo(files);
    if (const Result<CgroupLimits> limits = read_cgroup_limits(files)) {
        readings.cgroup_processors = limits->processors;
    }
    read_memory(files, readings);
    EvidenceSources evidence;
    evidence.root = sources.root;
    readings.missing = EvidenceReader(evidence).missing();
    readings.profile = get_system_profile();
    readings.checkpoints = read_cache_use(user_cache_folder() / "checkpoints");
    readings.checkpoints.limit = cache_limit();
    readings.disk_free = read_disk_free(readings.checkpoints.folder);
    return readings;
}

}  // namespace inference_pio
