#include "engines/llama_cpp/llama_cpp_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <new>

#include "engines/llama_cpp/engine_log.hpp"
#include "engines/llama_cpp/engine_memory.hpp"
#include "engines/llama_cpp/engine_vocabulary.hpp"
#include "engines/llama_cpp/greedy_choice.hpp"

namespace inference_pio {
namespace {

Nanoseconds now() { return std::chrono::steady_clock::now().time_since_epoch(); }

// Tokens to stand in the cache at depth: spread over the vocabulary, the same on every machine.
std::vector<std::int32_t> depth_tokens(const llama_vocab* vocabulary, std::int64_t depth) {
    const auto size = static_cast<std::uint32_t>(llama_vocab_n_tokens(vocabulary));
    std::vector<std::int32_t> ids;
    ids.reserve(static_cast<std::size_t>(depth));
    if (llama_vocab_get_add_bos(vocabulary)) ids.push_back(llama_vocab_bos(vocabulary));
    std::uint32_t state = 1;
    std::uint32_t passed_over = 0;
    while (static_cast<std::int64_t>(ids.size()) < depth) {
        state = state * 1664525U + 1013904223U;
        const auto id = static_cast<std::int32_t>((state >> 8U) % size);
        // A vocabulary of control tokens alone must not hold us up for ever.
        if (llama_vocab_is_control(vocabulary, id) && ++passed_over < 10 * size) continue;
        ids.push_back(id);
    }
    return ids;
}

}  // namespace

LlamaCppModel::LlamaCppModel(llama_model_ptr model, std::unique_ptr<ggml_threadpool, ThreadpoolDeleter> threads,
                             llama_context_ptr context, std::unique_ptr<VisionTower> tower, LoadOptions load,
                             LlamaCppOptions options)
    : model_(std::move(model)),
      threads_(std::move(threads)),
      context_(std::move(context)),
      tower_(std::move(tower)),
      load_(std::move(load)),
      options_(std::move(options)),
      vocabulary_(llama_model_get_vocab(model_.get())),
      vocabulary_size_(static_cast<std::size_t>(llama_vocab_n_tokens(vocabulary_))),
      batch_(context_ ? static_cast<std::int32_t>(options_.batch) : 1),
      output_rows_(static_cast<std::size_t>(load_.sequences)) {}

Result<std::vector<std::int32_t>> LlamaCppModel::tokenize(const std::string& text) { return tokenize_text(text, true); }

Result<std::vector<std::int32_t>> LlamaCppModel::tokenize_text(const std::string& text, bool first) const {
    return tokenize_with(vocabulary_, text, first);
}

EngineMemory LlamaCppModel::memory() const {
    EngineMemory memory;
    if (context_) memory = read_engine_memory(context_.get());
    if (tower_) memory.vision = tower_->weights();
    return memory;
}

std::string LlamaCppModel::architecture() const {
    std::string text(128, '\0');
    const int length = llama_model_meta_val_str(model_.get(), "general.architecture", text.data(), text.size());
    text.resize(length < 0 ? 0 : std::min(text.size() - 1, static_cast<std::size_t>(length)));
    return text;
}

std::map<std::string, std::string> LlamaCppModel::effective_options() const { return to_engine_options(options_); }

EngineCounters LlamaCppModel::counters() const {
    const llama_perf_context_data data = llama_perf_context(context_.get());
    return {data.t_p_eval_ms / 1e3, data.t_eval_ms / 1e3};
}

void LlamaCppModel::spend_injected(Nanoseconds begin) const {
    if (load_.injected_slowdown <= 0) return;
    const Nanoseconds spent = now() - begin;
    const Nanoseconds until =
        begin + spent +
        Nanoseconds(static_cast<std::int64_t>(static_cast<double>(spent.count()) * load_.injected_slowdown));
    while (now() < until) {
    }
}

Result<void> LlamaCppModel::fill_depth() {
    if (load_.depth == 0 || at_depth_) return {};
    const auto sequences = static_cast<std::size_t>(load_.sequences);
    const std::vector<std::int32_t> tokens = depth_tokens(vocabulary_, load_.depth);
    positions_.assign(sequences, 0);
    llama_memory_clear(llama_get_memory(context_.get()), false);  // of what an earlier attempt left
    states_.clear();
    if (auto filled = prefill(TokenRows(sequences, tokens)); !filled) return filled;
    at_depth_ = true;
    const bool forgets = llama_model_n_swa(model_.get()) > 0 || llama_model_is_recurrent(model_.get()) ||
                         llama_model_is_hybrid(model_.get());
    if (!forgets) return {};
    for (int sequence = 0; sequence < load_.sequences; ++sequence) {
        std::vector<std::uint8_t>& state = states_.emplace_back(llama_state_seq_get_size(context_.get(), sequence));
        const std::size_t written = llama_state_seq_get_data(context_.get(), state.data(), state.size(), sequence);
        if (written == 0)
            return fail(ErrorKind::unsupported, "the engine cannot keep its state at depth for this model");
        state.resize(written);
    }
    // The first generation starts from the restored state too: the same cells, so the same sums.
    return return_to_depth();
}

Result<void> LlamaCppModel::return_to_depth() {
    llama_memory_t memory = llama_get_memory(context_.get());
    if (load_.depth == 0 || !states_.empty()) llama_memory_clear(memory, false);
    for (std::size_t i = 0; i < states_.size(); ++i) {
        const auto sequence = static_cast<llama_seq_id>(i);
        if (llama_state_seq_set_data(context_.get(), states_[i].data(), states_[i].size(), sequence) == 0) {
            return fail(ErrorKind::internal, "the engine does not take back its state at depth");
        }
    }
    if (load_.depth > 0 && states_.empty()) {
        for (int sequence = 0; sequence < load_.sequences; ++sequence) {
            if (!llama_memory_seq_rm(memory, sequence, static_cast<llama_pos>(load_.depth), -1)) {
                return fail(ErrorKind::internal, "the engine does not remove tokens from its KV cache");
            }
        }
    }
    return {};
}

Result<void> LlamaCppModel::run_batch() {
    const int status = llama_decode(context_.get(), batch_.get());
    if (status == 0) return {};
    if (status == 1) {
        return fail(ErrorKind::out_of_memory, "the KV cache has no room for the batch", "ask for a larger context");
    }
    return fail(ErrorKind::internal, fmt::format("the engine failed to compute a batch (status {}): {}", status,
                                                 summarize_engine_failure(engine_log_lines())));
}

Result<void> LlamaCppModel::prefill(const TokenRows& rows) {
    std::size_t longest = 0;
    for (const auto& row : rows) longest = std::max(longest, row.size());
    // Columns of one token a sequence, aligned at the end: the last tokens of all sequences, whose
    // logits are wanted, then stand in the last batch however the prompts' lengths differ.
    const std::size_t width = std::max<std::size_t>(1, static_cast<std::size_t>(options_.batch) / rows.size());
    for (std::size_t begin = 0; begin < longest; begin += width) {
        const std::size_t end = std::min(longest, begin + width);
        batch_.clear();
        for (std::size_t s = 0; s < rows.size(); ++s) {
            const std::size_t padding = longest - rows[s].size();
            for (std::size_t column = std::max(begin, padding); column < end; ++column) {
                const bool last = column + 1 == longest;
                const std::int32_t row = batch_.add(rows[s][column - padding], positions_[s]++, s, last);
                if (last) output_rows_[s] = row;
            }
        }
        if (auto computed = run_batch(); !computed) return computed;
    }
    llama_synchronize(context_.get());
    return {};
}

Result<void> LlamaCppModel::choose_tokens(Timeline& timeline) {
    const Nanoseconds begin = now();
    for (std::size_t s = 0; s < timeline.sequences.size(); ++s) {
        const float* logits = llama_get_logits_ith(context_.get(), output_rows_[s]);
        if (logits == nullptr) return fail(ErrorKind::internal, "the engine gives no logits");
        const auto id = compute_greedy_choice({logits, vocabulary_size_});
        if (!id) {
            return fail(ErrorKind::malformed, "the model's logits are not numbers", "check the checkpoint's weights");
        }
        SequenceTimeline& one = timeline.sequences[s];
        one.tokens.push_back(*id);
        one.token_available.push_back(now());
    }
    timeline.sampling.push_back(now() - begin);
    return {};
}

Result<void> LlamaCppModel::decode_tokens(std::int64_t new_tokens, Timeline& timeline) {
    for (std::int64_t step = 1; step < new_tokens; ++step) {
        const Nanoseconds begin = load_.injected_slowdown > 0 ? now() : Nanoseconds{};
        batch_.clear();
        for (std::size_t s = 0; s < timeline.sequences.size(); ++s) {
            output_rows_[s] = batch_.add(timeline.sequences[s].tokens.back(), positions_[s]++, s, true);
        }
        if (auto computed = run_batch(); !computed) return computed;
        llama_synchronize(context_.get());
        spend_injected(begin);
        if (auto chosen = choose_tokens(timeline); !chosen) return chosen;
    }
    return {};
}

Result<void> LlamaCppModel::check_prompts(const Prompts& prompts, const GenerationRequest& request,
                                          Timeline& timeline) const {
    for (std::size_t s = 0; s < prompts.size(); ++s) {
        timeline.sequences[s].prompt_tokens = prompts[s].tokens;
        timeline.sequences[s].image_tokens = prompts[s].image_tokens;
        if (auto fits = check_context(prompts[s].tokens, request, load_); !fits) return fits;
    }
    return {};
}

Result<void> LlamaCppModel::evaluate_prompts(Prompts& prompts, SpanChain& spans, Timeline& timeline) {
    TokenRows tails;
    bool images = false;
    for (const EnginePrompt& prompt : prompts) {
        tails.emplace_back(prompt.tail);
        images = images || !prompt.head.empty();
    }
    positions_.assign(prompts.size(), load_.depth);
    if (!images) {
        timeline.prefill_begin = now();
        if (auto done = prefill(tails); !done) return done;
        spend_injected(timeline.prefill_begin);
        timeline.prefilled = now();
        return {};
    }
    if (auto done = encode_images(prompts, spans); !done) return done;
    timeline.prefill_begin = spans.begin();
    if (auto done = evaluate_heads(prompts, spans); !done) return done;
    if (auto done = prefill(tails); !done) return done;
    spans.end_span("text_prefill", kWholeBatch);
    timeline.prefilled = spans.begin();
    return {};
}

Result<Timeline> LlamaCppModel::generate_unguarded(const GenerationRequest& request) {
    Timeline timeline;
    timeline.sequences.resize(request.sequences.size());
    for (SequenceTimeline& one : timeline.sequences) {
        one.tokens.reserve(static_cast<std::size_t>(request.new_tokens));
        one.token_available.reserve(static_cast<std::size_t>(request.new_tokens));
    }
    timeline.sampling.reserve(static_cast<std::size_t>(request.new_tokens));
    begin_engine_log();
    if (auto filled = fill_depth(); !filled) return fail(std::move(filled).error());
    llama_perf_context_reset(context_.get());

    timeline.submitted = now();
    auto runs = tokenize_prompts(request);
    if (!runs) return fail(std::move(runs).error());
    spend_injected(timeline.submitted);
    timeline.tokenized = now();
    SpanChain spans(*this, timeline, timeline.tokenized);
    auto prompts = arrange_prompts(*std::move(runs), spans);  // lives on: freeing images is in nobody's time
    if (!prompts) return fail(std::move(prompts).error());
    if (auto fits = check_prompts(*prompts, request, timeline); !fits) return fail(std::move(fits).error());
    auto done = evaluate_prompts(*prompts, spans, timeline);
    if (done) done = choose_tokens(timeline);
    if (done) done = decode_tokens(request.new_tokens, timeline);
    // Also after an error: the next generation must find the cache as it was.
    auto returned = return_to_depth();
    if (!done) return fail(std::move(done).error());
    if (!returned) return fail(std::move(returned).error());
    return timeline;
}

Result<Timeline> LlamaCppModel::generate(const GenerationRequest& request) {
    if (!context_) return fail(ErrorKind::unsupported, "only the vocabulary of this model was loaded");
    if (auto fits = check_request(request, load_); !fits) return fail(std::move(fits).error());
    try {
        return generate_unguarded(request);
    } catch (const std::bad_alloc&) {
        return fail(ErrorKind::out_of_memory, "not enough memory to generate");
    } catch (const std::exception& error) {
        return fail(ErrorKind::internal, fmt::format("the engine failed: {}", error.what()));
    }
}

}  // namespace inference_pio
