/**
 * What is synced and which part of it: identifiers, filters and scopes over partitions, records with their versions and
 * histories. Everything here is an immutable value, safe to share between threads.
 */
@NullMarked
package org.morango.record;

import org.jspecify.annotations.NullMarked;
