/** API for JPA applications: the annotation, the base class of entities, and the entry point. */
@NullMarked
package org.morango.hibernate;

import org.jspecify.annotations.NullMarked;
