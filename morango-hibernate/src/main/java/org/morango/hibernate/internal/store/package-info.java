/** The library's own tables. Not API. */
@NullMarked
package org.morango.hibernate.internal.store;

import org.jspecify.annotations.NullMarked;
