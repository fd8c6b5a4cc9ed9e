#include "engines/llama_cpp/engine_build.hpp"

#include <fmt/format.h>
#include <llama.h>

#include <mutex>
#include <string_view>

#include "common/installation.hpp"
#include "engines/llama_cpp/engine_log.hpp"

namespace inference_pio {
namespace {

template <class Function>
Function cpu_function(const char* name) {
    ggml_backend_dev_t device = ggml_backend_dev_by_type(GGML_BACKEND_DEVICE_TYPE_CPU);
    if (device == nullptr) return nullptr;
    return reinterpret_cast<Function>(ggml_backend_reg_get_proc_address(ggml_backend_dev_backend_reg(device), name));
}

// Where the engine's code for processors is in libraries of its own, they lie beside it, wherever a program lies: the
// one that fits this processor is loaded. It looks beside the program by itself only.
void load_backends() {
    if (ggml_backend_dev_by_type(GGML_BACKEND_DEVICE_TYPE_CPU) == nullptr) {
        const auto engine = loaded_file_of(reinterpret_cast<const void*>(&ggml_backend_load_all));
        ggml_backend_load_all_from_path(engine.parent_path().c_str());
    } else {
        ggml_backend_load_all();
    }
}

}  // namespace

void start_engine_library() {
    static std::once_flag once;
    std::call_once(once, [] {
        begin_engine_log();
        load_backends();
        llama_backend_init();
    });
}

std::string engine_version() { return fmt::format("{} (ggml {})", llama_version(), ggml_version()); }

std::vector<std::string> engine_features() {
    start_engine_library();
    std::vector<std::string> features;
    for (std::size_t i = 0; i < ggml_backend_reg_count(); ++i) {
        ggml_backend_reg_t backend = ggml_backend_reg_get(i);
        const std::string_view name = ggml_backend_reg_name(backend);
        if (name != "CPU" && ggml_backend_reg_dev_count(backend) > 0) features.emplace_back(name);
        const auto get_features = reinterpret_cast<ggml_backend_get_features_t>(
            ggml_backend_reg_get_proc_address(backend, "ggml_backend_get_features"));
        if (get_features == nullptr) continue;
        for (const ggml_backend_feature* feature = get_features(backend); feature->name != nullptr; ++feature) {
            const std::string_view value = feature->value;
            if (value == "0") continue;
            features.push_back(value == "1" ? feature->name : fmt::format("{}={}", feature->name, value));
        }
    }
    return features;
}

bool engine_has_gpu() {
    start_engine_library();
    return ggml_backend_dev_by_type(GGML_BACKEND_DEVICE_TYPE_GPU) != nullptr ||
           ggml_backend_dev_by_type(GGML_BACKEND_DEVICE_TYPE_IGPU) != nullptr;
}

ggml_threadpool* new_engine_threadpool(ggml_threadpool_params params) {
    const auto create = cpu_function<decltype(&ggml_threadpool_new)>("ggml_threadpool_new");
    return create == nullptr ? nullptr : create(&params);
}

void free_engine_threadpool(ggml_threadpool* pool) {
    const auto destroy = cpu_function<decltype(&ggml_threadpool_free)>("ggml_threadpool_free");
    if (destroy != nullptr && pool != nullptr) destroy(pool);
}

}  // namespace inference_pio
