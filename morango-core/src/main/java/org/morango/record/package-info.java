/**
 * Data that is synced: identifiers, filters and scopes over partitions, records with their versions and histories.
 * Everything here is an immutable value and safe to share between threads.
 */
@NullMarked
package org.morango.record;

import org.jspecify.annotations.NullMarked;
