/**
 * Differences between lines of Hibernate. Not API. Each line has its own sources of this package; it depends on no other
 * package of the library for the database.
 */
@NullMarked
package org.morango.hibernate.internal.version;

import org.jspecify.annotations.NullMarked;
