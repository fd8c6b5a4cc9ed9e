#include "checkpoints/checkpoint_folders.hpp"

#include <fmt/format.h>

#include <system_error>

#include "checkpoints/synthesis.hpp"
#include "common/files.hpp"

namespace inference_pio {

namespace fs = std::filesystem;

fs::path synthesized_folder() { return user_cache_folder() / "checkpoints" / "synthesized"; }

fs::path fetched_folder() { return user_cache_folder() / "checkpoints" / "fetched"; }

fs::path fetched_checkpoint(const ModelCard& card, WeightType weight_type) {
    fs::path file = fetched_folder() / fmt::format("{}-{}.gguf", card.name, to_string(weight_type));
    std::error_code ignored;
    return fs::is_regular_file(file, ignored) ? file : fs::path();
}

}  // namespace inference_pio
