/**
 * Auto-configurations of the starter. Only this package knows of optional libraries, such as Spring Security, Micrometer
 * and the servlet API. Nothing depends on it.
 */
@NullMarked
package org.morango.spring.autoconfigure;

import org.jspecify.annotations.NullMarked;
