// A llama_batch that frees itself: tokens with their positions and sequences.
//
// Thread safety: belongs to one thread.
#pragma once

#include <llama.h>

#include <cstdint>

namespace inference_pio {

class TokenBatch {
public:
    explicit TokenBatch(std::int32_t capacity) : batch_(llama_batch_init(capacity, 0, 1)) {}
    TokenBatch(const TokenBatch&) = delete;
    TokenBatch& operator=(const TokenBatch&) = delete;
    ~TokenBatch() { llama_batch_free(batch_); }

    void clear() { batch_.n_tokens = 0; }

    // The caller keeps within the capacity. Returns the token's row in the batch.
    std::int32_t add(llama_token token, std::int64_t position, std::size_t sequence, bool wants_logits) {
        const std::int32_t row = batch_.n_tokens++;
        batch_.token[row] = token;
        batch_.pos[row] = static_cast<llama_pos>(position);
        batch_.n_seq_id[row] = 1;
        batch_.seq_id[row][0] = static_cast<llama_seq_id>(sequence);
        batch_.logits[row] = wants_logits ? 1 : 0;
        return row;
    }

    [[nodiscard]] const llama_batch& get() const { return batch_; }

private:
    llama_batch batch_;
};

}  // namespace inference_pio
