/** Binds the requests of a session to the certificates under which it was opened. Protocol section 5. */
@NullMarked
package org.morango.internal.binding;

import org.jspecify.annotations.NullMarked;
