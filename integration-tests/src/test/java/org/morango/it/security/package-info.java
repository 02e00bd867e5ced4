/** Hostile clients, servers and callers, and limits that protect a peer. */
@NullMarked
package org.morango.it.security;

import org.jspecify.annotations.NullMarked;
