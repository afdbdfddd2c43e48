#include "cli/commands.h"

int main(int argc, char** argv) { return syncline::cli::run(argc, argv); }
