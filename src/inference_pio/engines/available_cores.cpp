#include "engines/available_cores.hpp"

#include <fmt/format.h>
#include <sched.h>

#include <algorithm>
#include <set>
#include <thread>

#include "common/files.hpp"

namespace inference_pio {
namespace {

std::vector<int> read_allowed_processors() {
    // The kernel refuses a set smaller than its own, so ask with larger ones until it fits.
    for (int size = 1024; size <= (1 << 20); size *= 2) {
        cpu_set_t* set = CPU_ALLOC(static_cast<std::size_t>(size));
        if (set == nullptr) return {};
        const std::size_t bytes = CPU_ALLOC_SIZE(static_cast<std::size_t>(size));
        CPU_ZERO_S(bytes, set);
        const bool known = sched_getaffinity(0, bytes, set) == 0;
        std::vector<int> processors;
        for (int i = 0; known && i < size; ++i) {
            if (CPU_ISSET_S(static_cast<std::size_t>(i), bytes, set)) processors.push_back(i);
        }
        CPU_FREE(set);
        if (known) return processors;
    }
    return {};
}

}  // namespace

int count_cores(const std::vector<int>& processors, const std::map<int, std::string>& siblings) {
    std::set<std::string> cores;
    for (const int processor : processors) {
        const auto found = siblings.find(processor);
        cores.insert(found == siblings.end() ? fmt::format("processor {}", processor) : found->second);
    }
    return static_cast<int>(cores.size());
}

int read_available_cores() {
    const std::vector<int> processors = read_allowed_processors();
    if (processors.empty()) return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    std::map<int, std::string> siblings;
    for (const int processor : processors) {
        const auto text =
            try_read_file(fmt::format("/sys/devices/system/cpu/cpu{}/topology/thread_siblings_list", processor));
        if (text && !text->empty()) siblings[processor] = *text;
    }
    return std::max(1, count_cores(processors, siblings));
}

}  // namespace inference_pio
