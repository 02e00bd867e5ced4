/** Lines of Hibernate, and what is called otherwise in them. */
@NullMarked
package org.morango.hibernate.internal.version;

import org.jspecify.annotations.NullMarked;
