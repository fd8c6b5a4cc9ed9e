#include "checkpoints/rewriting.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cstring>
#include <span>

#include "checkpoints/checkpoint.hpp"
#include "checkpoints/checkpoint_folders.hpp"
#include "checkpoints/gguf_header.hpp"
#include "checkpoints/tiny_model.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using testing::ScopedVariable;
using testing::tiny_card;

class Rewriting : public testing::TinyModelTest {
protected:
    fs::path source(const ModelCard& card = tiny_card(), WeightType type = WeightType::f16) {
        const fs::path path = work() / "mine.gguf";
        const auto written = synthesize_checkpoint({card, type, 1}, path, {});
        EXPECT_TRUE(written) << written.error().message;
        return path;
    }

    // A folder of its own, so that what is left behind can be counted.
    fs::path work() {
        fs::create_directories(folder() / "work");
        return folder() / "work";
    }

    std::ptrdiff_t files_in_work() { return std::distance(fs::directory_iterator(work()), fs::directory_iterator()); }

    CheckpointFacts rewritten(const fs::path& from, const std::string& word) {
        const fs::path output = work() / "out.gguf";
        const auto written = rewrite_checkpoint(from, *parse_model_variant(word), output, {});
        EXPECT_TRUE(written) << written.error().message;
        EXPECT_EQ(files_in_work(), 2) << "the source and the result";
        auto facts = inspect_checkpoint(output);
        EXPECT_TRUE(facts) << facts.error().message;
        return facts ? *facts : CheckpointFacts{};
    }

    static TensorFacts tensor_of(const CheckpointFacts& facts, const std::string& name) {
        const auto found = std::find_if(facts.tensors.begin(), facts.tensors.end(),
                                        [&](const TensorFacts& tensor) { return tensor.name == name; });
        EXPECT_NE(found, facts.tensors.end()) << name;
        return found == facts.tensors.end() ? TensorFacts{} : *found;
    }

    static std::string tensor_bytes(const fs::path& file, const std::string& name) {
        const auto header = read_gguf_header(file);
        const std::string bytes = testing::read_bytes(file);
        for (const GgufTensor& tensor : header->tensors) {
            if (tensor.name == name) return bytes.substr(header->data_offset.count + tensor.offset, tensor.size.count);
        }
        ADD_FAILURE() << "no tensor " << name;
        return {};
    }

    static std::uint64_t key_of(const fs::path& file, const std::string& key) {
        return read_gguf_header(file)->whole_number(key).value_or(0);
    }
};

ModelCard deep_card(const std::string& architecture = "qwen3") {
    ModelCard card = tiny_card(architecture);
    card.layers = 4;
    return card;
}

TEST_F(Rewriting, DepthDropsWholeBlocks) {
    const fs::path mine = source(deep_card());
    const CheckpointFacts facts = rewritten(mine, "depth_50");
    EXPECT_EQ(facts.layers, 2);
    EXPECT_EQ(facts.name, "Tiny qwen3 (depth_50)");
    EXPECT_EQ(facts.weight_type, WeightType::f16);
    EXPECT_EQ(facts.vocabulary_size, testing::kTinyVocabulary);
    EXPECT_EQ(facts.parameters, parameter_count(tiny_card()));
    const fs::path out = work() / "out.gguf";
    EXPECT_EQ(tensor_bytes(out, "token_embd.weight"), tensor_bytes(mine, "token_embd.weight"));
    EXPECT_EQ(tensor_bytes(out, "blk.0.attn_q.weight"), tensor_bytes(mine, "blk.0.attn_q.weight"));
    EXPECT_EQ(tensor_bytes(out, "blk.1.ffn_down.weight"), tensor_bytes(mine, "blk.3.ffn_down.weight"));
}

TEST_F(Rewriting, DepthOfGemmaLetsEachBlockSeeWhatItSaw) {
    ModelCard card = tiny_card("gemma3");
    card.layers = 12;
    rewritten(source(card), "depth_50");  // drops 5 … 10: of the blocks that see everything, 5 and 11, the latter stays
    const GgufContext keys(gguf_init_from_file((work() / "out.gguf").c_str(), {true, nullptr}));
    ASSERT_NE(keys, nullptr);
    const std::int64_t id = gguf_find_key(keys.get(), "gemma3.attention.sliding_window_pattern");
    ASSERT_GE(id, 0);
    ASSERT_EQ(gguf_get_arr_n(keys.get(), id), 6U);
    const auto* windows = static_cast<const std::uint32_t*>(gguf_get_arr_data(keys.get(), id));
    EXPECT_THAT(std::vector<std::uint32_t>(windows, windows + 6), ::testing::ElementsAre(1, 1, 1, 1, 1, 0));
}

TEST_F(Rewriting, WidthKeepsTheChannelsWithTheLargestWeights) {
    const fs::path mine = source();
    const CheckpointFacts facts = rewritten(mine, "width_50");
    const fs::path out = work() / "out.gguf";
    EXPECT_EQ(key_of(out, "qwen3.feed_forward_length"), 256U);
    EXPECT_EQ(key_of(out, "qwen3.attention.head_count"), 2U);
    EXPECT_EQ(key_of(out, "qwen3.attention.head_count_kv"), 1U);
    EXPECT_EQ(key_of(out, "qwen3.attention.key_length"), 64U);
    EXPECT_EQ(facts.parameters, parameter_count(*compute_variant_card(tiny_card(), {.width_percent = 50})));
    EXPECT_EQ(tensor_of(facts, "blk.0.ffn_up.weight").shape, (std::vector<std::int64_t>{256, 256}));
    EXPECT_EQ(tensor_of(facts, "blk.0.attn_output.weight").shape, (std::vector<std::int64_t>{128, 256}));
    EXPECT_EQ(tensor_bytes(out, "blk.1.attn_norm.weight"), tensor_bytes(mine, "blk.1.attn_norm.weight"));
    // Kept rows are rows of the source, byte by byte and in the same order.
    const std::string before = tensor_bytes(mine, "blk.1.ffn_gate.weight");
    const std::string after = tensor_bytes(out, "blk.1.ffn_gate.weight");
    const std::size_t row = 256 * 2;
    std::size_t from = 0;
    for (std::size_t at = 0; at < after.size(); at += row) {
        while (from < before.size() && before.compare(from, row, after, at, row) != 0) from += row;
        ASSERT_LT(from, before.size()) << "row " << at / row << " is no row of the source, or out of order";
        from += row;
    }
    // Heads are dropped with their keys and values.
    const std::string keys = tensor_bytes(mine, "blk.0.attn_k.weight");
    const std::string kept = tensor_bytes(out, "blk.0.attn_k.weight");
    const bool second = kept == keys.substr(keys.size() / 2);
    EXPECT_TRUE(second || kept == keys.substr(0, keys.size() / 2));
    const std::string queries = tensor_bytes(mine, "blk.0.attn_q.weight");
    EXPECT_EQ(tensor_bytes(out, "blk.0.attn_q.weight"),
              queries.substr(second ? queries.size() / 2 : 0, queries.size() / 2));
}

TEST_F(Rewriting, WidthOfAQuantizedFileKeepsItsTypesWhereRowsFit) {
    ModelCard card = tiny_card("gemma3");
    card.head_count_kv = 1;
    const fs::path mine = source(card, WeightType::q4_k_s);
    const CheckpointFacts before = *inspect_checkpoint(mine);
    const CheckpointFacts facts = rewritten(mine, "width_50");
    const std::string type = tensor_of(before, "blk.0.ffn_up.weight").type;
    EXPECT_EQ(type, "q4_K");
    EXPECT_EQ(tensor_of(facts, "blk.0.ffn_up.weight").type, type);
    EXPECT_EQ(tensor_of(facts, "blk.0.ffn_down.weight").type, tensor_of(before, "blk.0.ffn_down.weight").type);
    EXPECT_EQ(tensor_of(facts, "blk.0.attn_output.weight").type, "f16") << "rows of 128 fit no block of 256";
    EXPECT_EQ(facts.weight_type, WeightType::q4_k_s);
}

TEST_F(Rewriting, WidthOfExpertsAndLatentAttention) {
    for (const char* architecture : {"qwen3moe", "deepseek2"}) {
        ModelCard card = tiny_card(architecture);
        card.expert_feed_forward_length = 512;
        const CheckpointFacts facts = rewritten(source(card), "width_50");
        const auto expected = compute_variant_card(card, {.width_percent = 50});
        ASSERT_TRUE(expected) << expected.error().message;
        EXPECT_EQ(facts.parameters, parameter_count(*expected)) << architecture;
        fs::remove(work() / "out.gguf");
    }
}

TEST_F(Rewriting, SparsityZerosTheSmallestOfEachRow) {
    const fs::path mine = source(tiny_card(), WeightType::f32);
    const CheckpointFacts facts = rewritten(mine, "sparse_50");
    EXPECT_EQ(facts.parameters, parameter_count(tiny_card()));
    const fs::path out = work() / "out.gguf";
    EXPECT_EQ(tensor_bytes(out, "token_embd.weight"), tensor_bytes(mine, "token_embd.weight"));
    EXPECT_EQ(tensor_bytes(out, "blk.0.ffn_norm.weight"), tensor_bytes(mine, "blk.0.ffn_norm.weight"));
    const std::string bytes = tensor_bytes(out, "blk.0.attn_q.weight");
    std::vector<float> values(bytes.size() / sizeof(float));
    std::memcpy(values.data(), bytes.data(), bytes.size());
    for (std::size_t row = 0; row < values.size(); row += 256) {
        EXPECT_EQ(std::count(values.begin() + static_cast<std::ptrdiff_t>(row),
                             values.begin() + static_cast<std::ptrdiff_t>(row + 256), 0.0F),
                  128);
    }
}

TEST_F(Rewriting, QuantizationIsTheEnginesOwn) {
    const fs::path mine = source();
    const CheckpointFacts facts = rewritten(mine, "q8_0");
    EXPECT_EQ(facts.weight_type, WeightType::q8_0);
    EXPECT_EQ(facts.name, "Tiny qwen3");
    EXPECT_EQ(facts.parameters, parameter_count(tiny_card()));
    EXPECT_EQ(tensor_of(facts, "blk.0.attn_q.weight").type, "q8_0");
    EXPECT_EQ(tensor_of(facts, "blk.0.attn_norm.weight").type, "f32");
    // As a synthesized checkpoint of this type has them, whose types are the quantizer's too.
    const auto synthesized = ensure_synthesized({tiny_card(), WeightType::q4_k_m, 1}, {});
    ASSERT_TRUE(synthesized) << synthesized.error().message;
    const auto expected = inspect_checkpoint(*synthesized);
    EXPECT_EQ(tensor_bytes_by_type(rewritten(mine, "q4_k_m")), tensor_bytes_by_type(*expected));
}

TEST_F(Rewriting, PruningComesFirstAndQuantizationSecond) {
    const CheckpointFacts facts = rewritten(source(deep_card()), "q4_0+depth_50");
    EXPECT_EQ(facts.layers, 2);
    EXPECT_EQ(facts.weight_type, WeightType::q4_0);
    EXPECT_EQ(facts.name, "Tiny qwen3 (depth_50)");
    EXPECT_EQ(tensor_of(facts, "blk.1.attn_q.weight").type, "q4_0");
    EXPECT_EQ(facts.parameters, parameter_count(tiny_card()));
}

TEST_F(Rewriting, AQuantizedFileIsQuantizedAgain) {
    const CheckpointFacts facts = rewritten(source(tiny_card(), WeightType::q8_0), "q4_0");
    EXPECT_EQ(tensor_of(facts, "blk.0.attn_q.weight").type, "q4_0");
}

TEST_F(Rewriting, SaysWhatItIsDoing) {
    std::vector<std::string> lines;
    ASSERT_TRUE(rewrite_checkpoint(source(deep_card()), *parse_model_variant("q4_0+kv_q8_0+depth_50"),
                                   work() / "out.gguf", [&](std::string_view line) { lines.emplace_back(line); }));
    EXPECT_THAT(lines, ::testing::ElementsAre("rewriting mine.gguf as q4_0+depth_50"));
}

TEST_F(Rewriting, AFileThatIsNoneOrWasCutLeavesNothingBehind) {
    const fs::path mine = source();
    fs::resize_file(mine, fs::file_size(mine) / 2);
    const fs::path out = work() / "out.gguf";
    for (const char* word : {"depth_50", "q8_0", "q4_0+sparse_50"}) {
        const auto cut = rewrite_checkpoint(mine, *parse_model_variant(word), out, {});
        ASSERT_FALSE(cut) << word;
        EXPECT_EQ(cut.error().kind, ErrorKind::malformed) << word;
        EXPECT_THAT(cut.error().message, HasSubstr("cut short"));
        const auto missing = rewrite_checkpoint(work() / "none.gguf", *parse_model_variant(word), out, {});
        ASSERT_FALSE(missing) << word;
        EXPECT_EQ(missing.error().kind, ErrorKind::not_found) << word;
        EXPECT_EQ(files_in_work(), 1) << word;
    }
}

TEST_F(Rewriting, AFolderThatCannotBeWrittenIsAnError) {
    const fs::path mine = source(deep_card());
    for (const char* word : {"depth_50", "q8_0", "q4_0+depth_50"}) {
        const auto written = rewrite_checkpoint(mine, *parse_model_variant(word), work() / "none" / "out.gguf", {});
        ASSERT_FALSE(written) << word;
        EXPECT_EQ(written.error().kind, ErrorKind::io) << word;
        EXPECT_EQ(files_in_work(), 1) << word;
    }
}

TEST_F(Rewriting, WhatCannotBeRewrittenIsRefused) {
    const fs::path mine = source();
    const fs::path out = work() / "out.gguf";
    for (const char* word : {"original", "kv_q8_0", "depth_90", "width_1"}) {
        const auto written = rewrite_checkpoint(mine, *parse_model_variant(word), out, {});
        ASSERT_FALSE(written) << word;
        EXPECT_EQ(written.error().kind, ErrorKind::invalid_argument) << word;
    }
    const fs::path projector = work() / "projector.gguf";
    ASSERT_TRUE(
        synthesize_checkpoint({tiny_card("qwen3vl"), WeightType::f16, 1, CheckpointPart::projector}, projector, {}));
    EXPECT_EQ(rewrite_checkpoint(projector, *parse_model_variant("q8_0"), out, {}).error().kind,
              ErrorKind::unsupported);
    const auto vocabulary =
        rewrite_checkpoint(folder() / "ggml-vocab-tiny.gguf", *parse_model_variant("q8_0"), out, {});
    ASSERT_FALSE(vocabulary);
    EXPECT_EQ(vocabulary.error().kind, ErrorKind::malformed) << "it has no weights";
    EXPECT_FALSE(fs::exists(out));
}

TEST_F(Rewriting, TheCacheKeepsWhatWasRewritten) {
    const fs::path mine = source(deep_card());
    std::vector<std::string> lines;
    const auto ensure = [&](const std::string& word) {
        const auto path = ensure_rewritten(mine, *parse_model_variant(word),
                                           [&](std::string_view line) { lines.emplace_back(line); });
        EXPECT_TRUE(path) << path.error().message;
        return path.value_or(fs::path());
    };
    const fs::path first = ensure("q4_0+depth_50");
    EXPECT_EQ(first.parent_path(), synthesized_folder());
    EXPECT_THAT(first.filename().string(), MatchesRegex("mine-q4_0\\+depth_50-[0-9a-f]+\\.gguf"));
    EXPECT_EQ(ensure("q4_0+depth_50"), first);
    EXPECT_EQ(ensure("q4_0+kv_q8_0+depth_50"), first) << "the cache's type is no matter of the file";
    EXPECT_EQ(lines.size(), 1U) << "made once";
    EXPECT_NE(ensure("depth_50"), first);
    // Another file of the same name is another one.
    ASSERT_TRUE(synthesize_checkpoint({deep_card(), WeightType::f16, 2}, mine, {}));
    EXPECT_NE(ensure("q4_0+depth_50"), first);
    EXPECT_EQ(lines.size(), 3U);
    EXPECT_EQ(files_in_work(), 1) << "nothing beside the user's file";
}

TEST_F(Rewriting, WhatIsRewrittenMakesRoomAndFitsItsBound) {
    const ScopedVariable limit("PIO_CHECKPOINT_CACHE_LIMIT", "1KiB");
    const fs::path mine = source(deep_card());
    for (const char* word : {"depth_50", "q4_k_m", "f32", "sparse_50"}) {
        const auto path = ensure_rewritten(mine, *parse_model_variant(word), {});
        ASSERT_TRUE(path) << path.error().message;
        std::ptrdiff_t kept = 0;
        for (const auto& entry : fs::directory_iterator(synthesized_folder())) {
            if (entry.path().extension() == ".gguf") ++kept;
        }
        EXPECT_EQ(kept, 1) << word;
    }
    EXPECT_EQ(ensure_rewritten(mine, {}, {}).error().kind, ErrorKind::invalid_argument);
    EXPECT_EQ(ensure_rewritten(work() / "none.gguf", {.depth_percent = 50}, {}).error().kind, ErrorKind::not_found);
}

// The published Gemma 3 270M, where it was fetched: rows of 640, one KV head, k-quants that fell back.
TEST(RewritingOfARealFile, PrunesAndQuantizesIt) {
    const fs::path real = fetched_folder() / "gemma3_270m-q4_k_m.gguf";
    if (!fs::exists(real)) GTEST_SKIP() << "scripts/fetch-checkpoint was not run";
    const testing::ScratchFolder scratch;
    const fs::path out = scratch.path() / "out.gguf";
    const auto written = rewrite_checkpoint(real, {.depth_percent = 25, .width_percent = 25}, out, {});
    ASSERT_TRUE(written) << written.error().message;
    const auto facts = inspect_checkpoint(out);
    ASSERT_TRUE(facts) << facts.error().message;
    EXPECT_EQ(facts->layers, 13);
    EXPECT_EQ(facts->vocabulary_size, 262144);
    const auto header = read_gguf_header(out);
    EXPECT_EQ(header->whole_number("gemma3.attention.head_count"), 3U);
    EXPECT_EQ(header->whole_number("gemma3.feed_forward_length"), 1536U);
    EXPECT_EQ(std::distance(fs::directory_iterator(scratch.path()), fs::directory_iterator()), 1);
}

}  // namespace
}  // namespace inference_pio
