// The system profile, a record's `hardware`, in JSON and back.

#include "records/json_reader.hpp"
#include "records/json_values.hpp"

namespace inference_pio {
namespace {

template <class T>
Json json_or_null(const std::optional<T>& value) {
    return value ? Json(*value) : Json(nullptr);
}

Json json_or_null(const std::optional<Bytes>& value) { return value ? Json(value->count) : Json(nullptr); }

Json json_or_null(const std::optional<double>& value) { return value ? finite_or_null(*value) : Json(nullptr); }

Json to_json(const CpuProfile& cpu) {
    Json caches = Json::array();
    for (const CacheLevel& cache : cpu.caches) {
        caches.push_back({{"level", cache.level},
                          {"kind", cache.kind},
                          {"size_bytes", cache.size.count},
                          {"instances", cache.instances}});
    }
    return {{"vendor", cpu.vendor},
            {"model", cpu.model},
            {"architecture", cpu.architecture},
            {"sockets", json_or_null(cpu.sockets)},
            {"cores", json_or_null(cpu.cores)},
            {"threads", cpu.threads},
            {"threads_available", cpu.threads_available},
            {"numa_nodes", json_or_null(cpu.numa_nodes)},
            {"caches", std::move(caches)},
            {"instruction_sets", cpu.instruction_sets},
            {"frequency_max_hz", json_or_null(cpu.frequency_max_hz)},
            {"frequency_current_hz", json_or_null(cpu.frequency_current_hz)},
            {"governor", json_or_null(cpu.governor)}};
}

Result<CacheLevel> cache_from_json(const Json& json) {
    CacheLevel cache;
    JsonReader reader(json);
    reader.required("level", cache.level);
    reader.optional("kind", cache.kind);
    reader.required("size_bytes", cache.size);
    reader.optional("instances", cache.instances);
    return reader.finish(std::move(cache));
}

Result<CpuProfile> cpu_from_json(const Json& json) {
    CpuProfile cpu;
    JsonReader reader(json);
    reader.optional("vendor", cpu.vendor);
    reader.optional("model", cpu.model);
    reader.optional("architecture", cpu.architecture);
    reader.optional("sockets", cpu.sockets);
    reader.optional("cores", cpu.cores);
    reader.optional("threads", cpu.threads);
    reader.optional("threads_available", cpu.threads_available);
    reader.optional("numa_nodes", cpu.numa_nodes);
    reader.optional_array_with("caches", cpu.caches, cache_from_json);
    reader.optional("instruction_sets", cpu.instruction_sets);
    reader.optional("frequency_max_hz", cpu.frequency_max_hz);
    reader.optional("frequency_current_hz", cpu.frequency_current_hz);
    reader.optional("governor", cpu.governor);
    return reader.finish(std::move(cpu));
}

Json to_json(const MemoryProfile& memory) {
    return {{"total_bytes", json_or_null(memory.total)},
            {"available_bytes", json_or_null(memory.available)},
            {"swap_total_bytes", json_or_null(memory.swap_total)},
            {"cgroup_limit_bytes", json_or_null(memory.cgroup_limit)},
            {"huge_page_size_bytes", json_or_null(memory.huge_page_size)},
            {"huge_pages_total", json_or_null(memory.huge_pages_total)},
            {"transparent_huge_pages", json_or_null(memory.transparent_huge_pages)}};
}

Result<MemoryProfile> memory_from_json(const Json& json) {
    MemoryProfile memory;
    JsonReader reader(json);
    reader.optional("total_bytes", memory.total);
    reader.optional("available_bytes", memory.available);
    reader.optional("swap_total_bytes", memory.swap_total);
    reader.optional("cgroup_limit_bytes", memory.cgroup_limit);
    reader.optional("huge_page_size_bytes", memory.huge_page_size);
    reader.optional("huge_pages_total", memory.huge_pages_total);
    reader.optional("transparent_huge_pages", memory.transparent_huge_pages);
    return reader.finish(std::move(memory));
}

Json to_json(const GpuProfile& gpu) {
    return {{"vendor", gpu.vendor},
            {"name", gpu.name},
            {"memory_total_bytes", json_or_null(gpu.memory_total)},
            {"driver", gpu.driver}};
}

Result<GpuProfile> gpu_from_json(const Json& json) {
    GpuProfile gpu;
    JsonReader reader(json);
    reader.optional("vendor", gpu.vendor);
    reader.optional("name", gpu.name);
    reader.optional("memory_total_bytes", gpu.memory_total);
    reader.optional("driver", gpu.driver);
    return reader.finish(std::move(gpu));
}

Json to_json(const SystemSoftware& software) {
    return {
        {"system", software.system}, {"distribution", software.distribution},     {"family", software.family},
        {"kernel", software.kernel}, {"virtualisation", software.virtualisation}, {"container", software.container}};
}

Result<SystemSoftware> software_from_json(const Json& json) {
    SystemSoftware software;
    JsonReader reader(json);
    reader.optional("system", software.system);
    reader.optional("distribution", software.distribution);
    reader.optional("family", software.family);
    reader.optional("kernel", software.kernel);
    reader.optional("virtualisation", software.virtualisation);
    reader.optional("container", software.container);
    return reader.finish(std::move(software));
}

Json to_json(const BuildProfile& build) {
    return {{"compiler", build.compiler},
            {"build_type", build.build_type},
            {"flags", build.flags},
            {"version", build.version}};
}

Result<BuildProfile> build_from_json(const Json& json) {
    BuildProfile build;
    JsonReader reader(json);
    reader.optional("compiler", build.compiler);
    reader.optional("build_type", build.build_type);
    reader.optional("flags", build.flags);
    reader.optional("version", build.version);
    return reader.finish(std::move(build));
}

Result<UnavailableFact> unavailable_from_json(const Json& json) {
    UnavailableFact fact;
    JsonReader reader(json);
    reader.required("name", fact.name);
    reader.optional("reason", fact.reason);
    return reader.finish(std::move(fact));
}

}  // namespace

Json to_json(const SystemProfile& profile) {
    Json gpus = Json::array();
    for (const GpuProfile& gpu : profile.gpus) gpus.push_back(to_json(gpu));
    Json unavailable = Json::array();
    for (const UnavailableFact& fact : profile.unavailable) {
        unavailable.push_back({{"name", fact.name}, {"reason", fact.reason}});
    }
    return {{"fingerprint", profile.fingerprint},    {"cpu", to_json(profile.cpu)},
            {"memory", to_json(profile.memory)},     {"gpus", std::move(gpus)},
            {"software", to_json(profile.software)}, {"build", to_json(profile.build)},
            {"unavailable", std::move(unavailable)}};
}

Result<SystemProfile> profile_from_json(const Json& json) {
    SystemProfile profile;
    JsonReader reader(json);
    reader.required("fingerprint", profile.fingerprint);
    reader.required_with("cpu", profile.cpu, cpu_from_json);
    reader.required_with("memory", profile.memory, memory_from_json);
    reader.optional_array_with("gpus", profile.gpus, gpu_from_json);
    reader.optional_with("software", profile.software, software_from_json);
    reader.optional_with("build", profile.build, build_from_json);
    reader.optional_array_with("unavailable", profile.unavailable, unavailable_from_json);
    return reader.finish(std::move(profile));
}

}  // namespace inference_pio
