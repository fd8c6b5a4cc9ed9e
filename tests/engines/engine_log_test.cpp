#include "engines/llama_cpp/engine_log.hpp"

#include <gtest/gtest.h>

namespace inference_pio {
namespace {

// As the library prints them (version 0.5.0).
const std::vector<std::string> kTruncated = {
    "llama_model_load: error loading model: tensor 'blk.1.ffn_up.weight' data is not within the file bounds, model is "
    "corrupted or incomplete\n",
    "llama_model_load_from_file_impl: failed to load model\n"};
const std::vector<std::string> kUnknown = {
    "llama_model_load: error loading model: error loading model architecture: unknown model architecture: 'martian'\n",
    "llama_model_load_from_file_impl: failed to load model\n"};
const std::vector<std::string> kNoMagic = {
    "gguf_init_from_file_ptr: invalid magic characters: 'abcd', expected 'GGUF'\n",
    "llama_model_load: error loading model: llama_model_loader: failed to load model from /tmp/x.gguf\n",
    "llama_model_load_from_file_impl: failed to load model\n"};
const std::vector<std::string> kNoMemory = {
    "ggml_backend_cpu_buffer_type_alloc_buffer: failed to allocate buffer of size 99999999999999\n",
    "llama_init_from_model: failed to initialize the context: failed to allocate buffer for kv cache\n"};
const std::vector<std::string> kNoFlash = {"llama_init_from_model: V cache quantization requires flash_attn\n"};

TEST(EngineLog, FailuresAreClassifiedByTheLibrarysWords) {
    EXPECT_EQ(classify_engine_failure(kTruncated), ErrorKind::malformed);
    EXPECT_EQ(classify_engine_failure(kUnknown), ErrorKind::unsupported);
    EXPECT_EQ(classify_engine_failure(kNoMagic), ErrorKind::malformed);
    EXPECT_EQ(classify_engine_failure(kNoMemory), ErrorKind::out_of_memory);
    EXPECT_EQ(classify_engine_failure(kNoFlash), ErrorKind::invalid_argument);
    EXPECT_EQ(classify_engine_failure({}), ErrorKind::malformed);
}

TEST(EngineLog, SummariesKeepTheReasonAndDropTheNoise) {
    EXPECT_EQ(summarize_engine_failure(kTruncated),
              "tensor 'blk.1.ffn_up.weight' data is not within the file bounds, model is corrupted or incomplete");
    EXPECT_EQ(summarize_engine_failure(kUnknown),
              "error loading model architecture: unknown model architecture: 'martian'");
    EXPECT_EQ(summarize_engine_failure(kNoMagic), "invalid magic characters: 'abcd', expected 'GGUF'");
    EXPECT_EQ(summarize_engine_failure(kNoFlash), "V cache quantization requires flash_attn");
    EXPECT_EQ(summarize_engine_failure({}), "the engine gives no reason");
}

}  // namespace
}  // namespace inference_pio
