#include "config/yaml_events.h"

#include <libfyaml.h>
#include <memory>

namespace syncline {
namespace {

template <auto destroy>
struct Destroy {
  template <class T>
  void operator()(T* pointer) const {
    destroy(pointer);
  }
};
using Diag = std::unique_ptr<fy_diag, Destroy<fy_diag_destroy>>;
using Parser = std::unique_ptr<fy_parser, Destroy<fy_parser_destroy>>;

// The library writes to stderr unless an output function is set; errors are collected, so nothing else arrives here.
void discard(fy_diag*, void*, const char*, std::size_t) {}

Diag make_diag() {
  fy_diag_cfg config;
  fy_diag_cfg_default(&config);
  config.fp = nullptr;
  config.output_fn = discard;
  config.user = nullptr;
  Diag diag(fy_diag_create(&config));
  if (diag) fy_diag_set_collect_errors(diag.get(), true);
  return diag;
}

Parser make_parser(fy_diag* diag) {
  fy_parse_cfg config{};
  config.flags = static_cast<fy_parse_cfg_flags>(FYPCF_QUIET | FYPCF_COLLECT_DIAG | FYPCF_DEFAULT_VERSION_1_2 |
                                                 FYPCF_DISABLE_MMAP_OPT | FYPCF_JSON_NONE);
  config.diag = diag;
  return Parser(fy_parser_create(&config));
}

std::string text_of(fy_token* token) {
  if (!token) return {};
  std::size_t length = 0;
  const char* text = fy_token_get_text(token, &length);
  return text ? std::string(text, length) : std::string();
}

ScalarStyle style_of(fy_token* token) {
  if (!token) return ScalarStyle::plain;
  switch (fy_token_scalar_style(token)) {
    case FYSS_SINGLE_QUOTED: return ScalarStyle::single_quoted;
    case FYSS_DOUBLE_QUOTED: return ScalarStyle::double_quoted;
    case FYSS_LITERAL: return ScalarStyle::literal;
    case FYSS_FOLDED: return ScalarStyle::folded;
    default: return ScalarStyle::plain;
  }
}

// Empty for events that carry nothing for us (stream start and end, document end).
std::optional<YamlEvent::Kind> kind_of(const fy_event& event) {
  switch (event.type) {
    case FYET_DOCUMENT_START: return YamlEvent::Kind::document;
    case FYET_MAPPING_START: return YamlEvent::Kind::map_start;
    case FYET_MAPPING_END: return YamlEvent::Kind::map_end;
    case FYET_SEQUENCE_START: return YamlEvent::Kind::list_start;
    case FYET_SEQUENCE_END: return YamlEvent::Kind::list_end;
    case FYET_SCALAR: return YamlEvent::Kind::scalar;
    case FYET_ALIAS: return YamlEvent::Kind::alias;
    default: return std::nullopt;
  }
}

YamlEvent convert(fy_event& event, YamlEvent::Kind kind) {
  YamlEvent result;
  result.kind = kind;
  if (const fy_mark* mark = fy_event_start_mark(&event)) result.begin = mark->input_pos;
  if (const fy_mark* mark = fy_event_end_mark(&event)) result.end = mark->input_pos;
  if (kind == YamlEvent::Kind::scalar) {
    result.text = text_of(event.scalar.value);
    result.style = style_of(event.scalar.value);
    result.anchor = text_of(event.scalar.anchor);
    result.tag = text_of(event.scalar.tag);
    const bool quoted = result.style == ScalarStyle::single_quoted || result.style == ScalarStyle::double_quoted;
    if (quoted) --result.begin, ++result.end;  // the library's marks stand inside the quotes
  } else if (kind == YamlEvent::Kind::alias) {
    result.text = text_of(event.alias.anchor);
    if (result.begin > 0) --result.begin;
  } else if (kind == YamlEvent::Kind::map_start) {
    result.anchor = text_of(event.mapping_start.anchor);
    result.tag = text_of(event.mapping_start.tag);
  } else if (kind == YamlEvent::Kind::list_start) {
    result.anchor = text_of(event.sequence_start.anchor);
    result.tag = text_of(event.sequence_start.tag);
  }
  return result;
}

YamlSyntaxError error_of(fy_diag* diag) {
  void* position = nullptr;
  while (const fy_diag_error* error = fy_diag_errors_iterate(diag, &position)) {
    if (error->type == FYET_ERROR && error->msg) return {error->msg, error->line, error->column};
  }
  return {"the text is not well-formed YAML", 1, 1};
}

}  // namespace

YamlEvents read_yaml_events(std::string_view text, std::size_t max_events) {
  YamlEvents result;
  const Diag diag = make_diag();
  const Parser parser = diag ? make_parser(diag.get()) : Parser();
  if (!parser || fy_parser_set_string(parser.get(), text.data(), text.size()) != 0) {
    result.error = YamlSyntaxError{"the parser could not start", 1, 1};
    return result;
  }
  while (result.events.size() < max_events) {
    fy_event* event = fy_parser_parse(parser.get());
    const bool ended = !event || event->type == FYET_STREAM_END;
    if (event) {
      if (const auto kind = kind_of(*event)) result.events.push_back(convert(*event, *kind));
      fy_parser_event_free(parser.get(), event);
    }
    if (ended) break;
  }
  if (fy_diag_got_error(diag.get()) || fy_parser_get_stream_error(parser.get())) result.error = error_of(diag.get());
  return result;
}

}  // namespace syncline
