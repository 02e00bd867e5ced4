/**
 * Detects the application's changes inside its own transactions. Not API. It writes only what the next sync needs to
 * find them, and knows nothing of syncs.
 */
@NullMarked
package org.morango.hibernate.internal.capture;

import org.jspecify.annotations.NullMarked;
