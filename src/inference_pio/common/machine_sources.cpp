#include "common/machine_sources.hpp"

#include <sched.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

namespace inference_pio {

namespace {

std::optional<std::string> environment_variable(const char* name) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody here calls setenv
    if (value == nullptr || *value == '\0') return std::nullopt;
    return std::string(value);
}

// The kernel refuses a set that is smaller than its own; machines of more than 1024 processors exist.
std::optional<int> count_allowed_processors() {
    struct FreeSet {
        void operator()(cpu_set_t* set) const { CPU_FREE(set); }
    };
    for (std::size_t processors = 1024; processors <= (std::size_t{1} << 20U); processors *= 4) {
        const std::unique_ptr<cpu_set_t, FreeSet> set(CPU_ALLOC(processors));
        if (!set) return std::nullopt;
        const std::size_t bytes = CPU_ALLOC_SIZE(processors);
        if (::sched_getaffinity(0, bytes, set.get()) == 0) {
            const int count = CPU_COUNT_S(bytes, set.get());
            return count > 0 ? std::optional<int>(count) : std::nullopt;
        }
        if (errno != EINVAL) return std::nullopt;
    }
    return std::nullopt;
}

// Twelve letters in EBX, ECX and EDX of the first hypervisor leaf; the leaf has a meaning only where the
// processor sets its hypervisor bit.
std::optional<std::string> read_cpuid_vendor() {
#if defined(__x86_64__) || defined(__i386__)
    unsigned a = 0;
    unsigned b = 0;
    unsigned c = 0;
    unsigned d = 0;
    constexpr unsigned kHypervisorBit = 1U << 31U;
    if (__get_cpuid(1, &a, &b, &c, &d) == 0 || (c & kHypervisorBit) == 0) return std::nullopt;
    __cpuid(0x40000000U, a, b, c, d);
    std::string letters(12, '\0');
    std::memcpy(letters.data(), &b, 4);
    std::memcpy(letters.data() + 4, &c, 4);
    std::memcpy(letters.data() + 8, &d, 4);
    return letters;
#else
    return std::nullopt;
#endif
}

}  // namespace

ProcessFacts read_process_facts() {
    ProcessFacts facts;
    utsname name{};
    if (::uname(&name) == 0) {
        facts.system = name.sysname;
        facts.architecture = name.machine;
        facts.kernel = name.release;
    }
    const long online = ::sysconf(_SC_NPROCESSORS_ONLN);
    if (online > 0) facts.processors_online = static_cast<int>(online);
    facts.processors_allowed = count_allowed_processors();
    facts.cpuid_vendor = read_cpuid_vendor();
    facts.container_variable = environment_variable("container");
    facts.kubernetes_variable = environment_variable("KUBERNETES_SERVICE_HOST");
    return facts;
}

MachineSources this_machine() { return {MachineFiles(), TopologySource(), GpuLibraries(), read_process_facts()}; }

}  // namespace inference_pio
