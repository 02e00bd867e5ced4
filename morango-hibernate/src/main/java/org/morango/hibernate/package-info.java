/**
 * A JPA application as a peer: the entry point {@link org.morango.hibernate.Morango}, its builder and its queries. Only
 * this package puts the internals together; nothing of the library depends on it.
 */
@NullMarked
package org.morango.hibernate;

import org.jspecify.annotations.NullMarked;
