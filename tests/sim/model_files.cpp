#include "tests/sim/model_files.h"

#include <algorithm>

namespace syncline::sim {
namespace {

constexpr std::size_t piece = 1000;

const ModelFile::State* state_at(const ModelFile& file, Instant at) {
  const ModelFile::State* seen = nullptr;
  for (const ModelFile::State& state : file.states) {
    if (state.at <= at) seen = &state;
  }
  return seen && seen->there ? seen : nullptr;
}

Result<std::string, Error> all_of(BodySource& body, SimProcess& process) {
  std::string content;
  for (;;) {
    const auto more = body.next(piece);
    if (!more) return fail(more.error());
    if (more->empty()) return content;
    content += *more;
    process.service("upload.piece", milliseconds(5));
  }
}

}  // namespace

void ModelFiles::note(const std::string& id, const char* what) const {
  const ModelFile& file = all_.at(id);
  const ModelFile::State& now = file.states.back();
  faults_.world.note(text_of(file.of) + " file #" + id + " \"" + now.name + "\", " +
                     std::to_string(now.content.size()) + " bytes, " + what);
}

std::string ModelFiles::add(ModelFile file) {
  const std::string id = "F" + std::to_string(all_.size() + 1);
  all_.emplace(id, std::move(file));
  return id;
}

void ModelFiles::person_adds(const RecordKey& of, std::string name, std::string content) {
  note(add({of, "", {{faults_.world.now(), std::move(name), std::move(content)}}}), "added by a person");
}

void ModelFiles::person_changes(const std::string& id, std::string name, std::string content) {
  all_.at(id).states.push_back({faults_.world.now(), std::move(name), std::move(content)});
  note(id, "changed by a person");
}

void ModelFiles::person_removes(const std::string& id) {
  ModelFile::State last = all_.at(id).states.back();
  last.at = faults_.world.now();
  last.there = false;
  all_.at(id).states.push_back(std::move(last));
  note(id, "removed by a person");
}

std::vector<FileEntry> ModelFiles::list(const RecordKey& of, Instant seen_at) const {
  std::vector<FileEntry> entries;
  for (const auto& [id, file] : all_) {
    const auto* state = file.of == of ? state_at(file, seen_at) : nullptr;
    if (state) entries.push_back({id, state->name, "application/pdf", state->content.size(), to_iso(state->at)});
  }
  return entries;
}

Result<void, Error> ModelFiles::download(const std::string& id, BodySink& sink, SimProcess& process) {
  const auto* now = state_at(all_.at(id), faults_.world.now());
  if (!now) return fail(refusal(ErrorClass::not_found, "gone", "no such file"));
  const std::string content = now->content;
  const bool breaks_off = faults_.fires("download broken off", faults_.temper.break_file);
  const bool is_cut = !breaks_off && faults_.fires("download cut short", faults_.temper.break_file);
  const std::size_t end = breaks_off || is_cut ? content.size() / 2 : content.size();
  for (std::size_t at = 0; at < end; at += piece) {
    if (auto taken = sink.take(std::string_view(content).substr(at, std::min(piece, end - at))); !taken) return taken;
    process.service("download.piece", milliseconds(5));
  }
  if (breaks_off) return fail(refusal(ErrorClass::transient, "reset", "connection reset"));
  return {};
}

WriteOutcome ModelFiles::upload(const FileUpload& upload, BodySource& body, SimProcess& process) {
  WriteOutcome outcome;
  auto content = all_of(body, process);
  if (!content) {
    outcome.kind = WriteOutcome::Kind::rejected;
    outcome.error = content.error();
    return outcome;
  }
  const auto commit = [this, upload, content = std::move(*content)] {
    const std::string id = add({upload.record, upload.key, {{faults_.world.now(), upload.name, content}}});
    note(id, "added by the engine");
    return id;
  };
  if (faults_.temper.max_execution.us > 0 && faults_.fires("late commit", faults_.temper.late_commit)) {
    faults_.later([commit] { commit(); });
    return faults_.lost(process);
  }
  outcome.native = commit();
  process.service("upload.committed", milliseconds(20));
  if (faults_.fires("answer lost", faults_.temper.lose_answer)) return faults_.lost(process);
  return outcome;
}

ProbeOutcome ModelFiles::probe(const FileUpload& upload, Instant seen_at) const {
  ProbeOutcome outcome;
  outcome.kind = ProbeOutcome::Kind::absent;
  for (const auto& [id, file] : all_) {
    if (file.of != upload.record || file.key != upload.key || file.states.front().at > seen_at) continue;
    outcome.kind = ProbeOutcome::Kind::found;
    outcome.native = id;
  }
  return outcome;
}

}  // namespace syncline::sim
