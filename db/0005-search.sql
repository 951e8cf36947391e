-- 0005: the search's tables again, smaller and faster: beginnings of words have an index, the words for
-- spelling are only counted, without their places or a copy of the text.

CREATE TEMP TABLE search_kept AS SELECT rowid AS id, title, body FROM search_text;
DROP TABLE search_vocabulary;
DROP TABLE search_word;
DROP TABLE search_text;
CREATE VIRTUAL TABLE search_text USING fts5 (title, body, prefix = '2 3', tokenize = 'porter unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE search_word USING fts5 (words, content = '', detail = none, columnsize = 0, tokenize = 'unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE search_vocabulary USING fts5vocab (search_word, 'row');
INSERT INTO search_text (rowid, title, body) SELECT id, title, body FROM search_kept;
INSERT INTO search_word (rowid, words) SELECT id, title || char(10) || body FROM search_kept;
DROP TABLE search_kept;
