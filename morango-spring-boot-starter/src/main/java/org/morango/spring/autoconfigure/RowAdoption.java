package org.morango.spring.autoconfigure;

import org.morango.hibernate.BackgroundAdoption;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

/** Adopts the rows of all profiles after the application has started. */
record RowAdoption(BackgroundAdoption adoption) implements ApplicationListener<ApplicationReadyEvent>, DisposableBean {

    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
        adoption.start();
    }

    @Override
    public void destroy() {
        adoption.close();
    }
}
