/* Starts the program in this process: loads Python from the folder "program" beside it and runs start.py there.

   Built twice: for windows, which has no console, and as its twin for the command line. */

#include <stdlib.h>
#include <wchar.h>
#include <windows.h>

#define LONGEST 32768 /* characters of a path */

typedef int (*Main)(int, wchar_t **);

static wchar_t folder[LONGEST], library[LONGEST], start[LONGEST];

static int broken(void)
{
    static const wchar_t words[] =
        L"\u53cc\u5143\u7684\u7a0b\u5e8f\u6587\u4ef6\u4e0d\u5b8c\u6574\uff0c\u8bf7\u91cd\u65b0\u8fd0\u884c\u5b89\u88c5\u7a0b"
        L"\u5e8f\uff0c\u6570\u636e\u4e0d\u53d7\u5f71\u54cd\u3002\n\n"
        L"Files of the program are missing. Please run its installer again; your data are not affected.";
#ifdef CONSOLE
    DWORD written;
    if (!WriteConsoleW(GetStdHandle(STD_ERROR_HANDLE), words, (DWORD)wcslen(words), &written, NULL))
        fputws(words, stderr);
#else
    MessageBoxW(NULL, words, L"\u53cc\u5143 Shuangyuan", MB_ICONERROR);
#endif
    return 2;
}

int wmain(int count, wchar_t **words)
{
    DWORD length = GetModuleFileNameW(NULL, folder, LONGEST);
    wchar_t *last = wcsrchr(folder, L'\\');
    if (length == 0 || length >= LONGEST - 40 || last == NULL)
        return broken();
    *last = 0;
    swprintf(library, LONGEST, L"%ls\\program\\%ls", folder, PYTHON);
    swprintf(start, LONGEST, L"%ls\\program\\start.py", folder);

    SetDllDirectoryW(L""); /* nothing is loaded from the folder one happens to be in, where a workbook may have company */
    HMODULE python = LoadLibraryExW(library, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    Main run = python ? (Main)(void *)GetProcAddress(python, "Py_Main") : NULL;
    wchar_t **all = calloc((size_t)count + 4, sizeof *all);
    if (run == NULL || all == NULL)
        return broken();
    wchar_t *begin[] = {words[0], L"-X", L"utf8", start}; /* text files are UTF-8 as elsewhere, whatever the code page */
    memcpy(all, begin, sizeof begin);
    for (int place = 1; place < count; place++)
        all[place + 3] = words[place];
    return run(count + 3, all);
}
