/**
 * Binds the requests of a session to the certificates under which it was opened. See docs/protocol.md, "Bound
 * sessions".
 */
@NullMarked
package org.morango.internal.binding;

import org.jspecify.annotations.NullMarked;
