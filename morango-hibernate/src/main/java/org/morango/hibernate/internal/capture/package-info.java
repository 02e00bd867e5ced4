/** Detects the application's changes inside its own transactions. Not API. */
@NullMarked
package org.morango.hibernate.internal.capture;

import org.jspecify.annotations.NullMarked;
