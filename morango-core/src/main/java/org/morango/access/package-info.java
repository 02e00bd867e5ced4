/** Decisions of the application: which users may request certificates from this peer, and for which scopes. */
@NullMarked
package org.morango.access;

import org.jspecify.annotations.NullMarked;
