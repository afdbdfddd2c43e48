# syncline_embed(<target> FUNCTION <name> HEADER <header> FOLDERS <folders of the source tree>)
#
# Adds a source to the target that holds every *.yaml and *.csv below the folders: <name>() gives relative path → text. It is
# written anew when one of the files changes. Run as a script (cmake -P), this file is what writes it.
if(CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
  set(entries "")
  foreach(path IN LISTS FILES)
    file(READ ${ROOT}/${path} text)
    string(FIND "${text}" ")yaml\"" end)
    if(NOT end EQUAL -1)
      message(FATAL_ERROR "${path} holds )yaml\", which ends an embedded text")
    endif()
    string(APPEND entries "      {\"${path}\", R\"yaml(${text})yaml\"},\n")
  endforeach()
  file(WRITE ${OUTPUT} "// Written by cmake/Embed.cmake.\n#include \"${HEADER}\"\n\nnamespace syncline {\n\n"
    "const Sources& ${FUNCTION}() {\n  static const Sources sources{\n${entries}  };\n  return sources;\n}\n\n"
    "}  // namespace syncline\n")
  return()
endif()

set(SYNCLINE_EMBED_SCRIPT ${CMAKE_CURRENT_LIST_FILE})

function(syncline_embed target)
  cmake_parse_arguments(ARG "" "FUNCTION;HEADER" "FOLDERS" ${ARGN})
  set(paths "")
  foreach(folder IN LISTS ARG_FOLDERS)
    file(GLOB_RECURSE found CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/${folder}/*.yaml
      ${CMAKE_SOURCE_DIR}/${folder}/*.csv)
    list(APPEND paths ${found})
  endforeach()
  list(SORT paths)
  set(output ${CMAKE_BINARY_DIR}/embedded/${ARG_FUNCTION}.cpp)
  list(TRANSFORM paths PREPEND ${CMAKE_SOURCE_DIR}/ OUTPUT_VARIABLE inputs)
  add_custom_command(OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} "-DFILES=${paths}" -DROOT=${CMAKE_SOURCE_DIR} -DOUTPUT=${output} -DHEADER=${ARG_HEADER}
      -DFUNCTION=${ARG_FUNCTION} -P ${SYNCLINE_EMBED_SCRIPT}
    DEPENDS ${inputs} ${SYNCLINE_EMBED_SCRIPT} VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()
