/**
 * Notes the application's changes in the outbox, inside the transactions that make them. Not API. It knows nothing of
 * syncs.
 */
@NullMarked
package org.morango.hibernate.internal.capture;

import org.jspecify.annotations.NullMarked;
