/** Differences between lines of Hibernate. */
@NullMarked
package org.morango.hibernate.internal.version;

import org.jspecify.annotations.NullMarked;
