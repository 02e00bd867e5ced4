/**
 * Description of an application's entities: annotations, the base class, and the properties of the persistence unit. It
 * depends on nothing but {@code internal.entity}.
 */
@NullMarked
package org.morango.hibernate.mapping;

import org.jspecify.annotations.NullMarked;
