/* wrap.h - a frame put into an encapsulation, as providers and mirror ports do */
#pragma once

#include <stdbool.h>

#include "bytes.h"

/* wrap_known says whether there is a shape of this name. */
bool wrap_known(const char *shape);

/* wrap puts frame, Ethernet with IPv4 or IPv6, into the shape of this name. */
void wrap(struct bytes *frame, const char *shape);
