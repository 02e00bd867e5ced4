/** What an application on JPA uses: the annotation, the base class of its entities, and the entry point. */
@NullMarked
package org.morango.hibernate;

import org.jspecify.annotations.NullMarked;
