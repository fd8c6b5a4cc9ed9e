#include "reporting/run_document.hpp"

#include "records/json_text.hpp"
#include "records/record_json.hpp"
#include "records/run_json.hpp"

namespace inference_pio {

std::string format_run_document(const Run& run, const std::vector<std::filesystem::path>& files) {
    Json document = run_to_json(run);
    document["schema"] = "inference-pio/run-document/1";
    Json written = Json::array();
    for (const std::filesystem::path& file : files) written.push_back(file.string());
    document["files"] = std::move(written);
    document.erase("records");  // the reference: the records themselves come last
    document["records"] = records_to_json(run.records, run.profile);
    return print_json_document(document);
}

}  // namespace inference_pio
