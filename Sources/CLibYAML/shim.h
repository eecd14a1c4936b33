#ifndef MAPVET_CLIBYAML_SHIM_H
#define MAPVET_CLIBYAML_SHIM_H

#include <yaml.h>

#endif
