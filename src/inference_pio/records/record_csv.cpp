#include "records/record_csv.hpp"

#include <algorithm>
#include <map>

#include "records/record_fields.hpp"
#include "records/record_json.hpp"

namespace inference_pio {
namespace {

// One record's cells by column, and the columns in order of first appearance.
struct Row {
    std::vector<std::string> columns;
    std::map<std::string, std::string, std::less<>> cells;

    void add(const std::string& column, const Json& value) {
        columns.push_back(column);
        if (value.is_null()) return;
        cells[column] = value.is_string() ? value.get<std::string>() : print_json(value);
    }
};

// A parameter that counts bytes is one cell, the plain count, not a column for its key.
bool is_bytes(const Json& json) { return json.is_object() && json.size() == 1 && json.contains("bytes"); }

void flatten(const std::string& column, const Json& json, Row& row) {
    if (is_bytes(json)) {
        row.add(column, json["bytes"]);
    } else if (json.is_object()) {
        for (const auto& [key, value] : json.items()) flatten(column + "." + key, value, row);
    } else {
        row.add(column, json);
    }
}

// The columns of one field over all records, in order of first appearance.
void add_columns(const std::vector<Row>& rows, std::vector<std::string>& columns) {
    for (const Row& row : rows) {
        for (const std::string& column : row.columns) {
            if (std::find(columns.begin(), columns.end(), column) == columns.end()) columns.push_back(column);
        }
    }
}

std::string join(const std::vector<std::string>& cells) {
    std::string line;
    for (const std::string& cell : cells) line += (&cell == &cells.front() ? "" : ",") + csv_cell(cell);
    return line + "\r\n";
}

const Json& at_path(const Json& record, std::string_view path) {
    static const Json kNull;
    const Json* json = &record;
    for (;;) {
        const std::size_t dot = path.find('.');
        const auto found = json->is_object() ? json->find(path.substr(0, dot)) : json->end();
        if (!json->is_object() || found == json->end()) return kNull;
        json = &*found;
        if (dot == std::string_view::npos) return *json;
        path.remove_prefix(dot + 1);
    }
}

}  // namespace

std::string csv_cell(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
    std::string cell = "\"";
    for (const char c : text) {
        if (c == '"') cell += '"';
        cell += c;
    }
    return cell + '"';
}

std::string records_to_csv(const std::vector<Record>& records, const SystemProfile& hardware) {
    return records_to_csv(records_to_json(records, hardware));
}

std::string records_to_csv(const Json& records) {
    std::vector<std::string> columns;
    std::vector<std::map<std::string, std::string, std::less<>>> cells(records.size());
    for (const RecordField& field : record_fields()) {
        if (!field.expands) columns.emplace_back(field.path);
        std::vector<Row> rows;
        for (std::size_t i = 0; i < records.size(); ++i) {
            Row row;
            const Json& value = at_path(records[i], field.path);
            if (field.expands) {
                if (!value.is_null()) flatten(std::string(field.path), value, row);
            } else {
                row.add(std::string(field.path), value);
            }
            cells[i].insert(row.cells.begin(), row.cells.end());
            rows.push_back(std::move(row));
        }
        if (field.expands) add_columns(rows, columns);
    }
    std::string text = join(columns);
    for (const auto& row : cells) {
        std::vector<std::string> line;
        for (const std::string& column : columns) {
            const auto cell = row.find(column);
            line.push_back(cell == row.end() ? std::string() : cell->second);
        }
        text += join(line);
    }
    return text;
}

}  // namespace inference_pio
