#include "engines/llama_cpp/llama_cpp_engine.hpp"

#include <fmt/format.h>

#include <new>

#include "engines/llama_cpp/engine_build.hpp"
#include "engines/llama_cpp/llama_cpp_model.hpp"
#include "engines/llama_cpp/llama_cpp_options.hpp"

namespace inference_pio {

EngineFacts LlamaCppEngine::facts() const {
    return {"llama_cpp", engine_version(), to_engine_options(LlamaCppOptions{}), engine_features()};
}

Result<std::unique_ptr<LoadedModel>> LlamaCppEngine::load(const std::filesystem::path& checkpoint,
                                                          const LoadOptions& options) {
    auto parsed = parse_llama_cpp_options(options.engine_options);
    if (!parsed) return fail(std::move(parsed).error());
    try {
        auto model = load_llama_cpp_model(checkpoint, options, *parsed);
        if (!model) return fail(std::move(model).error());
        return std::unique_ptr<LoadedModel>(*std::move(model));
    } catch (const std::bad_alloc&) {
        return fail(ErrorKind::out_of_memory, fmt::format("not enough memory to load {}", checkpoint.string()));
    } catch (const std::exception& error) {
        return fail(ErrorKind::internal, fmt::format("cannot load {}: {}", checkpoint.string(), error.what()));
    }
}

}  // namespace inference_pio
