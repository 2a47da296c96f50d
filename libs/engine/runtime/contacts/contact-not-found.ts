import { DomainError } from '#engine';

export const contactNotFound = (id: string): DomainError =>
  new DomainError({
    code: 'contact-not-found',
    field: 'id',
    detail: `There is no contact "${id}".`,
    fix: 'GET /v1/contacts lists those there are; ?id= and ?email= find one by how it begins.',
  });
